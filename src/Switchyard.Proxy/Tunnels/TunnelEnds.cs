namespace Switchyard.Proxy.Tunnels;

/// <summary>Both ends of a plain tunnel.</summary>
internal static class TunnelEnds
{
    /// <summary>Ends both connections now.</summary>
    public static void Abort(this (ClientLink Client, Stream Upstream) ends)
    {
        ends.Client.Abort();
        ends.Upstream.Dispose();
    }
}
