export default function View() {
  return <h1>time</h1>;
}
