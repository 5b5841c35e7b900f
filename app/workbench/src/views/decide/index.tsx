export default function View() {
  return <h1>decide</h1>;
}
