export default function View() {
  return <h1>picture</h1>;
}
