using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Tests.Entry;

/// <summary>Bodies: their size, their coding, their JSON, and that they arrive as they were sent.</summary>
public sealed class BodyTests
{
    private const string Path = "/sim/v1/chat/completions";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("criterion", "PRV-65")]
    public async Task A_body_over_the_limit_is_413_by_its_length_or_while_it_is_read(bool declared)
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Model = rig.Model with { Server = rig.Model.Server with { MaxBodyBytes = 1000 } };
        await rig.ApplyAsync(rig.Provider("sim"), rig.Provider("large") with { Settings = new ProviderSettings { MaxBodyBytes = 5000 } });
        var body = GatewayRig.Chat(more: ",\"pad\":\"" + new string('x', 2000) + "\"");
        using var refused = await SendAsync(rig, Path, Encoding.UTF8.GetBytes(body), null, declared);
        refused.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        refused.Headers.GetValues("X-Switchyard-Error").ShouldBe(["body_too_large"]);
        using var taken = await SendAsync(rig, "/large/v1/chat/completions", Encoding.UTF8.GetBytes(body), null, declared);
        taken.StatusCode.ShouldBe(HttpStatusCode.OK);
        rig.Simulator.Log.Requests.Count.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "PRV-65")]
    public async Task A_declared_length_is_refused_before_a_byte_is_read()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, rig.Address.Port, GatewayRig.Ending);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST {Path} HTTP/1.1\r\nHost: x\r\nContent-Length: {(32 << 20) + 1}\r\nAuthorization: Bearer {rig.Token}\r\n\r\n"), GatewayRig.Ending);
        var buffer = new byte[4096];
        Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, GatewayRig.Ending)).ShouldStartWith("HTTP/1.1 413");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [Trait("criterion", "PRV-65")]
    public async Task A_coded_body_is_decoded_and_its_decoded_size_counts(string encoding)
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Model = rig.Model with { Server = rig.Model.Server with { MaxBodyBytes = 100_000 } };
        await rig.ApplyAsync(rig.Provider("sim"));
        var body = GatewayRig.Chat();
        using (var taken = await SendAsync(rig, Path, Encode(encoding, body), encoding))
        {
            taken.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        rig.Simulator.Log.Last.BodyText.ShouldBe(body);
        rig.Simulator.Log.Last.Header("Content-Encoding").ShouldBeNull();
        using var bomb = await SendAsync(rig, Path, Encode(encoding, GatewayRig.Chat(more: ",\"pad\":\"" + new string('x', 200_000) + "\"")), encoding);
        bomb.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        using var broken = await SendAsync(rig, Path, [1, 2, 3, 4, 5], encoding);
        broken.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var unknown = await SendAsync(rig, Path, Encode(encoding, body), "zstd");
        unknown.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"model\":\"m\"} x")]
    [Trait("criterion", "PRV-68")]
    public async Task What_is_not_a_json_object_is_400_in_the_dialect(string body)
    {
        await using var rig = await GatewayRig.StartAsync();
        await rig.ApplyAsync(rig.Provider("sim"), rig.Provider("ant", ProviderType.Anthropic));
        using var openai = await SendAsync(rig, Path, Encoding.UTF8.GetBytes(body), null);
        openai.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        openai.Headers.GetValues("X-Switchyard-Error").ShouldBe(["invalid_json"]);
        using var anthropic = await SendAsync(rig, "/ant/v1/messages", Encoding.UTF8.GetBytes(body), null);
        (await anthropic.Content.ReadAsStringAsync(GatewayRig.Ending)).ShouldStartWith("{\"type\":\"error\"");
        rig.Recorder.Starts.ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "PRV-67")]
    public async Task The_body_arrives_byte_for_byte()
    {
        await using var rig = await GatewayRig.StartAsync();
        await rig.ApplyAsync(rig.Provider("sim"));
        const string Body = "{ \"unknown\" : [1.0e+2, 0.10, 12345678901234567890], \"tools\":[{\"type\":\"future_tool\",\"x\":null}],\t\"model\":\"gpt-sim\",\"messages\":[{\"role\":\"user\",\"content\":\"h\\u00e4llo \\/ \\ud83d\\ude00\"}] }";
        using var response = await SendAsync(rig, Path, Encoding.UTF8.GetBytes(Body), null);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        rig.Simulator.Log.Last.BodyText.ShouldBe(Body);
        using var unified = await SendAsync(rig, "/v1/chat/completions", Encoding.UTF8.GetBytes(Body.Replace("gpt-sim", "sim/gpt-sim", StringComparison.Ordinal)), null);
        rig.Simulator.Log.Last.BodyText.ShouldBe(Body);
    }

    [Theory]
    [InlineData("0197aa0f-3f4e-7000-8000-000000000001", "7", 200)]
    [InlineData("0197aa0f-3f4e-7000-8000-000000000001", "2147483647", 200)]
    [InlineData("0197aa0f-3f4e-7000-8000-000000000001", "2147483648", 400)]
    [InlineData("0197aa0f-3f4e-7000-8000-000000000001", "-1", 400)]
    [InlineData("0197aa0f-3f4e-7000-8000-000000000001", null, 400)]
    [InlineData(null, "7", 400)]
    [InlineData("not-a-uuid", "7", 400)]
    [Trait("criterion", "PRV-77")]
    public async Task Agent_headers_go_together(string? session, string? sequence, int status)
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        using var request = GatewayRig.Post(Path, GatewayRig.Chat());
        if (session is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Switchyard-Agent-Session", session);
        }

        if (sequence is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Switchyard-Agent-Sequence", sequence);
        }

        using var response = await rig.Client.SendAsync(request, GatewayRig.Ending);
        ((int)response.StatusCode).ShouldBe(status);
        if (status == 200)
        {
            rig.Recorder.Starts.Single().AgentSequence.ShouldBe(int.Parse(sequence!));
            rig.Simulator.Log.Last.Header("X-Switchyard-Agent-Session").ShouldBeNull();
        }
    }

    [Fact]
    [Trait("criterion", "PRV-114")]
    public async Task What_can_not_be_recorded_is_not_served_unless_it_is_to_be()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        rig.Recorder.Fails = true;
        using (var refused = await SendAsync(rig, Path, Encoding.UTF8.GetBytes(GatewayRig.Chat()), null))
        {
            refused.Headers.GetValues("X-Switchyard-Error").ShouldBe(["recording_unavailable"]);
        }

        rig.Simulator.Log.Requests.ShouldBeEmpty();
        rig.Model = rig.Model with { Recording = rig.Model.Recording with { ServeOnFailure = true } };
        await rig.ApplyAsync();
        using var served = await SendAsync(rig, Path, Encoding.UTF8.GetBytes(GatewayRig.Chat()), null);
        served.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpResponseMessage> SendAsync(GatewayRig rig, string path, byte[] body, string? encoding, bool declared = true)
    {
        HttpContent content = declared ? new ByteArrayContent(body) : new StreamContent(new Unseekable(body));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        if (encoding is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (!declared)
        {
            request.Headers.TransferEncodingChunked = true;
        }

        return await rig.Client.SendAsync(request, GatewayRig.Ending);
    }

    private static byte[] Encode(string encoding, string text)
    {
        using var output = new MemoryStream();
        using (Stream encoder = encoding switch
               {
                   "gzip" => new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true),
                   "deflate" => new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true),
                   _ => new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true),
               })
        {
            encoder.Write(Encoding.UTF8.GetBytes(text));
        }

        return output.ToArray();
    }

    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
