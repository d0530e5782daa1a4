import { type Breach, breach, firstOf } from "./breach.ts";

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const PART = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
/** In bytes. Source: k8s.io/apimachinery v0.36.2, pkg/api/validation/objectmeta.go. */
const ANNOTATIONS_LIMIT = 256 * 1024;

/** Whether a text may be an object's name. Source: k8s.io/apimachinery v0.36.2, pkg/util/validation (IsDNS1123Subdomain). */
export function isSubdomain(text: string): boolean {
  return text.length <= 253 && SUBDOMAIN.test(text);
}

/** What of labels may not be one. Source: k8s.io/apimachinery v0.36.2, pkg/apis/meta/v1/validation (ValidateLabels). */
export function labelsBreach(labels: readonly (readonly [string, string])[]): Breach | undefined {
  return firstOf(labels, ([key, value]) => {
    if (!isLabelKey(key)) return breach(`"${key}" can't be the key of a label`, key);
    const fits = value === "" || (value.length <= 63 && PART.test(value));
    return fits ? undefined : breach(`"${value}" can't be the value of a label`, key);
  });
}

/** What of annotations may not be one. Source: k8s.io/apimachinery v0.36.2, pkg/api/validation (ValidateAnnotations). */
export function annotationsBreach(annotations: readonly (readonly [string, string])[]): Breach | undefined {
  const wrong = annotations.find(([key]) => !isLabelKey(key.toLowerCase()));
  if (wrong) return breach(`"${wrong[0]}" can't be the key of an annotation`, wrong[0]);
  const size = annotations.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  return size > ANNOTATIONS_LIMIT ? breach(`annotations have ${size} bytes, and at most ${ANNOTATIONS_LIMIT} are allowed`) : undefined;
}

/** A name with or without a DNS name before it. Source: k8s.io/apimachinery v0.36.2, pkg/api/validate/content/kube.go. */
function isLabelKey(key: string): boolean {
  const [first = "", second, ...more] = key.split("/");
  if (more.length > 0 || (second !== undefined && !isSubdomain(first))) return false;
  const name = second ?? first;
  return name.length <= 63 && PART.test(name);
}
