export default function View() {
  return <h1>map</h1>;
}
