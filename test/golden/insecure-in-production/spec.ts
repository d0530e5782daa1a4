// No TLS, hence neither authentication nor authorisation, in a topology that is not said to be a test.
import { defineTopology, kurrentdb } from "trueline";
import { east, rest } from "../base.ts";

const { users: _, ...withoutUsers } = rest;

export default defineTopology({
  clusters: { east },
  workloads: {
    orders: kurrentdb({
      ...withoutUsers,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { clientTrafficStrategy: "ServiceName" },
      security: { insecure: true },
    }),
  },
});
