package main

import (
	"encoding/binary"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// serverVersion is what the stand-in says it is.
const serverVersion = "26.0.1"

// gRPC status codes.
const (
	grpcOk               = 0
	grpcPermissionDenied = 7
	grpcUnimplemented    = 12
)

// grpc answers what clients ask before they do anything: who is in the cluster, and which methods there are. The messages are written
// by hand; field numbers are those of gossip.proto (KurrentDB src/Protos/Grpc), shared.proto and serverfeatures.proto. A real client
// (@kurrent/kurrentdb-client 1.3.1) was seen to understand them.
func (n *Node) grpc(response http.ResponseWriter, request *http.Request) {
	_, _ = io.Copy(io.Discard, io.LimitReader(request.Body, 1<<20))
	switch request.URL.Path {
	case "/event_store.client.gossip.Gossip/Read":
		if !n.mayReadGossip(request) {
			answerGrpc(response, nil, grpcPermissionDenied, "Access Denied")
			return
		}
		var info []byte
		for _, member := range n.members.forClients(n.leaderFile) {
			info = appendBytes(info, 1, memberInfo(member, time.Now()))
		}
		answerGrpc(response, info, grpcOk, "")
	case "/event_store.client.server_features.ServerFeatures/GetSupportedMethods":
		answerGrpc(response, appendBytes(nil, 2, []byte(serverVersion)), grpcOk, "")
	default:
		answerGrpc(response, nil, grpcUnimplemented, "Service is unimplemented.")
	}
}

// mayReadGossip: anonymous clients may by default. Credentials are not checked, only whether there are any.
// Source: KurrentDB ClusterVNodeOptions.cs (OverrideAnonymousEndpointAccessForGossip).
func (n *Node) mayReadGossip(request *http.Request) bool {
	o := n.options
	if o.Insecure || o.AllowAnonymousEndpointAccess || o.OverrideAnonymousEndpointAccessForGossip {
		return true
	}
	if request.Header.Get("Authorization") != "" {
		return true
	}
	return len(request.TLS.PeerCertificates) > 0 &&
		n.material.Load().notANode(request.TLS.PeerCertificates[0], o.DisableClientAuthEkuValidation) == ""
}

// answerGrpc writes one message, or none if there is an error, and the status.
func answerGrpc(response http.ResponseWriter, message []byte, status int, text string) {
	header := response.Header()
	header.Set("Content-Type", "application/grpc")
	if status != grpcOk {
		// An answer without messages has its status in the header.
		header.Set("Grpc-Status", strconv.Itoa(status))
		header.Set("Grpc-Message", text)
		response.WriteHeader(http.StatusOK)
		return
	}
	header.Set("Trailer", "Grpc-Status")
	frame := binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message)))
	_, _ = response.Write(append(frame, message...))
	header.Set("Grpc-Status", strconv.Itoa(status))
}

// states are the numbers of MemberInfo.VNodeState.
var states = map[string]uint64{"Unknown": 2, "Follower": 6, "Leader": 8, "ReadOnlyLeaderless": 12, "ReadOnlyReplica": 14}

// memberInfo encodes a MemberInfo: instance_id 1, time_stamp 2 (ticks of 100 ns since 1970), state 3, is_alive 4, http_end_point 5.
func memberInfo(member ClientMember, now time.Time) []byte {
	id, _ := hex.DecodeString(strings.ReplaceAll(member.InstanceId, "-", ""))
	var structured []byte
	if len(id) == 16 {
		structured = appendNumber(structured, 1, binary.BigEndian.Uint64(id[:8]))
		structured = appendNumber(structured, 2, binary.BigEndian.Uint64(id[8:]))
	}
	heard := now.Add(-time.Duration(member.AgeMs) * time.Millisecond)
	endpoint := appendBytes(nil, 1, []byte(member.Client.Host))
	endpoint = appendNumber(endpoint, 2, uint64(member.Client.Port))
	info := appendBytes(nil, 1, appendBytes(nil, 1, structured))
	info = appendNumber(info, 2, uint64(heard.UnixNano()/100))
	info = appendNumber(info, 3, states[member.State])
	if member.Alive {
		info = appendNumber(info, 4, 1)
	}
	return appendBytes(info, 5, endpoint)
}

func appendNumber(to []byte, field int, value uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(to, uint64(field)<<3), value)
}

func appendBytes(to []byte, field int, value []byte) []byte {
	to = binary.AppendUvarint(binary.AppendUvarint(to, uint64(field)<<3|2), uint64(len(value)))
	return append(to, value...)
}
