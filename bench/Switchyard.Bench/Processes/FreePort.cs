using System.Net;
using System.Net.Sockets;

namespace Switchyard.Bench.Processes;

/// <summary>Finds a port for programs that cannot choose one themselves.</summary>
internal static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
