export default function View() {
  return <h1>log</h1>;
}
