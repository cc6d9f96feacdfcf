using System.Globalization;

namespace Switchyard.Bench.Machine;

/// <summary>Connections of this machine, as <c>/proc/net/tcp</c> lists them.</summary>
internal static class TcpConnections
{
    private const string Established = "01";

    /// <summary>The ports from which somebody is connected to a port of the loopback address. A connection that stays has the same port all the time.</summary>
    public static IReadOnlySet<int> To(int port) => File.ReadLines("/proc/net/tcp").Skip(1)
        .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(fields => fields[3] == Established && Port(fields[2]) == port)
        .Select(static fields => Port(fields[1]))
        .ToHashSet();

    private static int Port(string address) => int.Parse(address.Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
