export default function View() {
  return <h1>catalog</h1>;
}
