using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Switchyard.Journeys.Tests.Yards;

namespace Switchyard.Journeys.Tests.Streaming;

/// <summary>What a stream costs a node while its client reads far more slowly than its upstream sends: everything the heap holds on to, server and client library included.</summary>
[Collection(nameof(Undisturbed))]
public sealed class StreamMemoryTests
{
    private const int Few = 50;
    private const int Many = 550;
    private const long MostPerStream = 60 * 1024;

    [Fact]
    [Trait("criterion", "PRV-89")]
    public async Task A_slow_reader_costs_at_most_60_KiB()
    {
        await using var upstream = new EndlessUpstream();
        await using var node = await InProcessNode.StartAsync(upstream.Address);
        List<Socket> clients = [];
        try
        {
            await OpenAsync(node, clients, Few);
            var before = await SettledAsync(clients);
            await OpenAsync(node, clients, Many);
            var each = (await SettledAsync(clients) - before) / (Many - Few);
            TestContext.Current.SendDiagnosticMessage("{0} bytes a stream", each);
            each.ShouldBeInRange(4 * 1024, MostPerStream, "below that nothing can have been measured");
            node.Running.ShouldBe(Many, "all of them must still be streaming");
        }
        finally
        {
            clients.ForEach(static client => client.Dispose());
        }
    }

    private static async Task OpenAsync(InProcessNode node, List<Socket> clients, int count)
    {
        const string Body = """{"model":"m","stream":true,"messages":[{"role":"user","content":"hello"}]}""";
        var request = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST /sim/v1/chat/completions HTTP/1.1\r\nHost: node\r\nAuthorization: Bearer {node.AccessKey}\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"));
        while (clients.Count < count)
        {
            var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096, NoDelay = true };
            clients.Add(client);
            await client.ConnectAsync(IPAddress.Loopback, node.Port, TestContext.Current.CancellationToken);
            await client.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }

    // Each reads a little, many times over: whatever is between upstream and client is full then, and nobody is stalled.
    private static async Task<long> SettledAsync(List<Socket> clients)
    {
        var buffer = new byte[512];
        for (var round = 0; round < 60; round++)
        {
            foreach (var client in clients)
            {
                (await client.ReceiveAsync(buffer, TestContext.Current.CancellationToken)).ShouldBeGreaterThan(0);
            }
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
