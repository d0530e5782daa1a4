package main

import (
	"net/http"
	"strconv"
)

// health answers 204 (or what ?liveCode= asks for) once the node was first Leader, Follower or ReadOnlyReplica, else 503.
// Source: KurrentDB src/KurrentDB.Core/ClusterVNodeStartup.cs. Without authentication the server is live earlier; the stand-in is not.
func (n *Node) health(response http.ResponseWriter, request *http.Request) {
	switch {
	case request.Method != http.MethodGet && request.Method != http.MethodHead:
		response.WriteHeader(http.StatusMethodNotAllowed)
	case !n.ready.Load():
		response.WriteHeader(http.StatusServiceUnavailable)
	default:
		code, err := strconv.Atoi(request.URL.Query().Get("liveCode"))
		if err != nil || code < 200 || code > 599 {
			code = http.StatusNoContent
		}
		response.WriteHeader(code)
	}
}
