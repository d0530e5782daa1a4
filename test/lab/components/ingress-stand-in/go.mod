module trueline.lab/ingress-stand-in

go 1.26
