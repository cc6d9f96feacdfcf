using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Simulator.Rules;
using Switchyard.Testing.Certificates;
using Switchyard.Testing.Nodes;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Listening;

/// <summary>Addresses and certificates of the data plane that change while the node serves.</summary>
public sealed class ListenTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("switchyard-listen-");
    private readonly HashSet<string> _trusted = [];
    private readonly List<string> _seen = [];
    private Yard _yard = null!;

    private string File => Path.Combine(_directory.FullName, "a.yaml");

    private string Certificate => Path.Combine(_directory.FullName, "tls.crt");

    private string Key => Path.Combine(_directory.FullName, "tls.key");

    private static CancellationToken Ended => Patience.Token;

    public async ValueTask InitializeAsync()
    {
        NewCertificate();
        System.IO.File.WriteAllText(File, "version: 1\n");
        _yard = await Yard.StartAsync(config: File, options: new YardOptions { Arguments = ["--no-watch", "--tls-certificate", Certificate, "--tls-key", Key] });
    }

    public async ValueTask DisposeAsync()
    {
        await _yard.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task An_address_comes_and_goes_and_no_stream_notices()
    {
        var address = FreeAddress("http");
        (await ListenAsync(address)).ShouldBe("applied");
        var gate = new StreamGate();
        _yard.Simulator.Rules.Add(new SimulatorRule { Model = "gpt-sim", Gate = gate });
        using var client = Client(address);
        using var stream = await client.SendAsync(Chat(address), HttpCompletionOption.ResponseHeadersRead, Ended);
        await gate.WaitUntilHeldAsync(1, Ended);

        (await ListenAsync()).ShouldBe("applied");

        await RefusedAsync(address);
        gate.Open();
        (await stream.Content.ReadAsStringAsync(Ended)).ShouldEndWith("data: [DONE]\n\n");
        using var other = _yard.Data();
        using var still = await other.SendAsync(Chat(address), Ended);
        still.StatusCode.ShouldBe(HttpStatusCode.OK);

        // The same address again: what ended there has left nothing behind.
        (await ListenAsync(address)).ShouldBe("applied");
        using var again = Client(address);
        using var answer = await again.SendAsync(Chat(address), Ended);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_address_that_can_not_be_had_refuses_the_revision_and_those_beside_it_are_not_opened()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var (good, bad) = (FreeAddress("http"), new Uri($"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}"));

        (await ListenAsync(good, bad)).ShouldBe("rejected");
        await RefusedAsync(good);
        (await _yard.GetAsync("/config"))["rejectedReason"]?.ToString().ShouldContain(bad.ToString());

        taken.Stop();
        (await ListenAsync(bad, good)).ShouldBe("applied");
        using var client = Client(bad);
        using var answer = await client.SendAsync(Chat(bad), Ended);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_certificate_changes_between_two_handshakes()
    {
        var address = FreeAddress("https");
        (await ListenAsync(address)).ShouldBe("applied");
        using var first = Client(address);
        using (var answer = await first.SendAsync(Chat(address), Ended))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Version.ShouldBe(HttpVersion.Version20);
            (await answer.Content.ReadAsStringAsync(Ended)).ShouldEndWith("data: [DONE]\n\n");
        }

        var next = NewCertificate();
        await _yard.Node.WaitForLineAsync("New connections get another certificate");
        using var second = Client(address);
        using (var answer = await second.SendAsync(Chat(address), Ended))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using (var answer = await first.SendAsync(Chat(address), Ended))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        _seen.Count.ShouldBe(2, "the first connection is the one from before");
        _seen[0].ShouldNotBe(_seen[1]);
        _seen[1].ShouldBe(next);
    }

    [Fact]
    [Trait("criterion", "PRV-66")]
    public async Task A_connection_carries_a_hundred_streams_and_the_next_one_waits()
    {
        const int Most = 100;
        var address = FreeAddress("https");
        (await ListenAsync(address)).ShouldBe("applied");
        var gate = new StreamGate();
        _yard.Simulator.Rules.Add(new SimulatorRule { Model = "gpt-sim", Gate = gate });
        using var client = Client(address);
        var streams = Enumerable.Range(0, Most).Select(_ => client.SendAsync(Chat(address), HttpCompletionOption.ResponseHeadersRead, Ended)).ToList();
        await gate.WaitUntilHeldAsync(Most, Ended);

        var next = client.SendAsync(Chat(address), HttpCompletionOption.ResponseHeadersRead, Ended);
        using (var other = _yard.Data())
        using (var beside = await other.GetAsync(new Uri("/v1/models", UriKind.Relative), Ended))
        {
            beside.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        gate.Held.ShouldBe(Most);
        next.IsCompleted.ShouldBeFalse();

        gate.Open();
        foreach (var stream in streams.Append(next))
        {
            using var answer = await stream;
            (await answer.Content.ReadAsStringAsync(Ended)).ShouldEndWith("data: [DONE]\n\n");
        }

        _seen.Count.ShouldBe(1, "all of them went over one connection");
    }

    [Fact]
    public async Task A_certificate_that_can_not_be_read_ends_the_start_by_name()
    {
        await using var process = NodeProcess.Launch(
            ["serve", "--listen", "https://127.0.0.1:0", "--admin-listen", "http://127.0.0.1:0", "--data-dir", Path.Combine(_directory.FullName, "data"), "--tls-certificate", Key + ".none", "--tls-key", Key]);
        (await process.WaitForExitAsync()).ShouldBe(1, process.Output);
        process.Output.ShouldContain($"switchyard: {Key}.none can not be read");
        process.Output.ShouldNotContain("listening");
    }

    private string NewCertificate()
    {
        var certificate = TestCertificate.Create();
        _trusted.Add(certificate.Thumbprint);
        certificate.Write(Certificate, Key);
        return certificate.Thumbprint;
    }

    private async Task<string> ListenAsync(params Uri[] addresses)
    {
        System.IO.File.WriteAllText(File, $"version: 1\nserver: {{listen: [{string.Join(", ", addresses.Select(address => $"\"{address.GetLeftPart(UriPartial.Authority)}\""))}]}}\n");
        return (string)(await _yard.PostAsync("/config/reload", null))["outcome"]!;
    }

    private HttpClient Client(Uri address)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    _seen.Add(((X509Certificate2)certificate!).Thumbprint);
                    return _trusted.Contains(_seen[^1]);
                },
            },
        };
        var client = new HttpClient(handler) { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _yard.AccessKey);
        return client;
    }

    private static HttpRequestMessage Chat(Uri address) => new(HttpMethod.Post, new Uri("/sim-openai/v1/chat/completions", UriKind.Relative))
    {
        Version = address.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = new StringContent("""{"model":"gpt-sim","messages":[{"role":"user","content":"Hello"}],"stream":true}""", Encoding.UTF8, "application/json"),
    };

    // What is no longer named stops accepting right after the commit, which does not wait for it.
    private static async Task RefusedAsync(Uri address)
    {
        while (true)
        {
            using var socket = new TcpClient();
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, address.Port, Ended);
            }
            catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
            {
                return;
            }
            catch (SocketException notYet) when (notYet.SocketErrorCode == SocketError.ConnectionReset)
            {
                // Taken by the system, and nobody accepted it.
            }

            await Patience.PauseAsync(Ended);
        }
    }

    // Below the ports that the system hands out by itself, so that no other test gets it meanwhile.
    private static Uri FreeAddress(string scheme)
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 30_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return new Uri($"{scheme}://127.0.0.1:{port}");
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one.
            }
        }
    }
}
