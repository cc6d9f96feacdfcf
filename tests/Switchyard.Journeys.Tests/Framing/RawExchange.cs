using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Switchyard.Journeys.Tests.Framing;

/// <summary>Bytes sent to a node exactly as they are, and everything that came back until the node closed the connection.</summary>
internal static class RawExchange
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Sends <paramref name="request"/> (Latin-1) in one write and reads to the end. A node that does not close the connection fails the test by its patience.</summary>
    public static async Task<string> SendAsync(Uri node, string request)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Parse(node.Host), node.Port, patience.Token);
        await using var stream = socket.GetStream();
        var answer = new StringBuilder();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await stream.ReadAsync(buffer, patience.Token)) > 0)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // Closed with bytes of ours unread: the socket says so by a reset, after the answer.
        }

        return answer.ToString();
    }

    /// <summary>The status codes of the answers in <paramref name="text"/>.</summary>
    public static IReadOnlyList<int> Statuses(string text) =>
        [.. text.Split("HTTP/1.1 ").Skip(1).Select(static answer => int.Parse(answer.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture))];
}
