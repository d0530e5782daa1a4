/** Files that a spec imports as their text. */
declare module "*.pem" {
  const text: string;
  export default text;
}
declare module "*.crt" {
  const text: string;
  export default text;
}
declare module "*.yaml" {
  const text: string;
  export default text;
}
declare module "*.yml" {
  const text: string;
  export default text;
}
