using System.Net.Sockets;

namespace Switchyard.Bench.Contenders;

/// <summary>Waits until a server accepts connections.</summary>
internal static class Ready
{
    public const string ChatPath = "/v1/chat/completions";

    public static async Task ListeningAsync(int port, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, cancellationToken);
                return;
            }
            catch (SocketException) when (attempt < 300)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
            }
        }
    }
}
