module trueline.lab/kurrentdb-stand-in

go 1.26
