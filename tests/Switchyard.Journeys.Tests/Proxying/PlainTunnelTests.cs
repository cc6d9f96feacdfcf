using System.Diagnostics.CodeAnalysis;
using System.Buffers;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Switchyard.Journeys.Tests.Proxying;

/// <summary>Tunnels to hosts that are no provider's: their bytes are nobody's business.</summary>
public sealed class PlainTunnelTests : IAsyncDisposable
{
    private const int HundredMegabytes = 100 << 20;

    private ProxyYard? _yard;

    public ValueTask DisposeAsync() => _yard?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    [SuppressMessage("Reliability", "CA2025", Justification = "What is heard is waited for before the stream goes.")]
    public async Task A_hundred_megabytes_of_anything_arrive_untouched_both_ways()
    {
        var received = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = RandomNumberGenerator.GetBytes(1 << 20);
        await using var host = PlainHost.Start(async socket =>
        {
            await using var stream = new NetworkStream(socket);
            var hearing = HashAsync(stream);
            for (var i = 0; i < HundredMegabytes / answer.Length; i++)
            {
                await stream.WriteAsync(answer);
            }

            socket.Shutdown(SocketShutdown.Send);
            received.SetResult(await hearing);
        });
        var target = await StartAsync(host);
        await using var client = await RawClient.TunnelAsync(_yard!.Proxy, _yard.AccessKey, target);

        var heard = HashAsync(client.Stream);
        var sent = RandomNumberGenerator.GetBytes(1 << 20);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var expected = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < HundredMegabytes / sent.Length; i++)
        {
            await client.Stream.WriteAsync(sent, ProxyYard.Ending);
            hash.AppendData(sent);
            expected.AppendData(answer);
        }

        client.CloseSend();
        (await received.Task.WaitAsync(ProxyYard.Ending)).ShouldBe(hash.GetHashAndReset());
        (await heard).ShouldBe(expected.GetHashAndReset());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_way_has_an_end_of_its_own(bool clientFirst)
    {
        await using var host = PlainHost.Start(async socket =>
        {
            await using var stream = new NetworkStream(socket);
            if (!clientFirst)
            {
                socket.Shutdown(SocketShutdown.Send);
            }

            using var text = new StreamReader(stream);
            var said = await text.ReadToEndAsync();
            if (clientFirst)
            {
                await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes("you said " + said));
                socket.Shutdown(SocketShutdown.Send);
            }
            else
            {
                HeardLate.TrySetResult(said);
            }
        });
        await using var client = await RawClient.TunnelAsync((await YardAsync(host)).Proxy, _yard!.AccessKey, $"plain.example:{host.Port}");
        if (clientFirst)
        {
            await client.SayAsync("good-bye");
            client.CloseSend();
            (await client.HearAllAsync()).ShouldBe("you said good-bye");
        }
        else
        {
            (await client.HearAllAsync()).ShouldBe("");
            await client.SayAsync("still here");
            client.CloseSend();
            (await HeardLate.Task.WaitAsync(ProxyYard.Ending)).ShouldBe("still here");
        }
    }

    [Fact]
    public async Task What_comes_right_behind_the_connect_belongs_to_the_tunnel()
    {
        await using var host = PlainHost.Start(EchoAsync);
        var target = await StartAsync(host);
        await using var client = await RawClient.ConnectAsync(_yard!.Proxy);

        await client.SayAsync(RawClient.Connect(target, _yard.AccessKey) + "impatient");
        client.CloseSend();

        (await client.HearHeadAsync()).ShouldStartWith("HTTP/1.1 200 ");
        (await client.HearAllAsync()).ShouldBe("impatient");
    }

    [Fact]
    public async Task A_tunnel_in_which_nothing_moves_is_ended()
    {
        await using var host = PlainHost.Start(EchoAsync);
        var target = await StartAsync(host, "idle: 1s");
        await using var client = await RawClient.TunnelAsync(_yard!.Proxy, _yard.AccessKey, target);

        (await client.HearAllAsync()).ShouldBe("");
    }

    [Fact]
    public async Task A_reset_at_one_end_ends_the_other()
    {
        await using var host = PlainHost.Start(async socket =>
        {
            await socket.ReceiveAsync(new byte[1]);
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        });
        var target = await StartAsync(host);
        await using var client = await RawClient.TunnelAsync(_yard!.Proxy, _yard.AccessKey, target);

        await client.SayAsync("x");

        (await client.HearAllAsync()).ShouldBe("");
    }

    [Fact]
    public async Task The_policy_changes_for_the_next_connect_while_tunnels_run()
    {
        await using var host = PlainHost.Start(EchoAsync);
        var target = await StartAsync(host);
        await using var client = await RawClient.TunnelAsync(_yard!.Proxy, _yard.AccessKey, target);

        await _yard.ConfigureAsync($"{{others: refuse, ports: [443, {host.Port}]}}");
        await using (var refused = await RawClient.ConnectAsync(_yard.Proxy))
        {
            await refused.SayAsync(RawClient.Connect(target, _yard.AccessKey));
            (await refused.HearAllAsync()).ShouldContain("\"host_not_allowed\"");
        }

        await _yard.ConfigureAsync("{others: tunnel}");
        await using (var refused = await RawClient.ConnectAsync(_yard.Proxy))
        {
            await refused.SayAsync(RawClient.Connect(target, _yard.AccessKey));
            (await refused.HearAllAsync()).ShouldContain("\"port_not_allowed\"");
        }

        await client.SayAsync("on");
        client.CloseSend();
        (await client.HearAllAsync()).ShouldBe("on", "a tunnel that is open goes on");
    }

    [Fact]
    public async Task An_address_that_may_not_be_dialled_is_refused_whatever_its_name()
    {
        _yard = await ProxyYard.StartAsync();
        foreach (var host in new[] { "169.254.169.254", "10.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "[fe80::1]", "inside.example.org" })
        {
            await using var client = await RawClient.ConnectAsync(_yard.Proxy);
            await client.SayAsync(RawClient.Connect($"{host}:443", _yard.AccessKey));

            (await client.HearAllAsync()).ShouldContain("\"egress_refused\"", customMessage: host);
        }
    }

    private TaskCompletionSource<string> HeardLate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task EchoAsync(Socket socket)
    {
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer) is > 0 and var read)
        {
            await socket.SendAsync(buffer.AsMemory(0, read));
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    private static async Task<byte[]> HashAsync(Stream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        while (await stream.ReadAsync(buffer, ProxyYard.Ending) is > 0 and var read)
        {
            hash.AppendData(buffer.AsSpan(0, read));
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return hash.GetHashAndReset();
    }

    private async Task<ProxyYard> YardAsync(PlainHost host, string? more = null) => _yard = await ProxyYard.StartAsync($"{{ports: [443, {host.Port}]{(more is null ? "" : ", " + more)}}}");

    private async Task<string> StartAsync(PlainHost host, string? more = null)
    {
        await YardAsync(host, more);
        return $"plain.example:{host.Port}";
    }
}
