using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Switchyard.Gateway.Asking.InProcess;
using Switchyard.Gateway.Pipeline;
using Switchyard.Gateway.Tests.Rigs;

namespace Switchyard.Gateway.Tests.Tools;

/// <summary>
/// A client that takes nothing of its stream. It has no socket, whose buffers nobody can count, but a pipe that takes 64 KiB and not more: what a server holds for a connection.
/// </summary>
public sealed class SlowClientTests
{
    private const int TokensBelow = 100;
    private const int TokensAbove = 3_000;

    [Theory]
    [InlineData("chat/completions")]
    [InlineData("messages")]
    [InlineData("responses")]
    [Trait("criterion", "TOL-58")]
    public async Task Tools_are_called_though_the_client_has_taken_nothing_as_long_as_its_buffer_has_room(string api)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Script(static behavior => behavior with { SpeaksFirst = true, Tokens = TokensBelow, Calls = [new("files__read", "{}")] });
        using var answer = new InProcessAnswer();

        var serving = rig.Gateway.Service<DataPlane>().InvokeAsync(Request(rig, api, answer));
        await rig.Tools.ArrivalAsync();

        answer.Leave();
        await answer.Reader.CompleteAsync();
        await serving.WaitAsync(GatewayRig.Ending);
    }

    [Theory]
    [InlineData("chat/completions")]
    [InlineData("messages")]
    [InlineData("responses")]
    [Trait("criterion", "TOL-58")]
    [SuppressMessage("Reliability", "CA2025", Justification = "Who reads has ended when the method goes on.")]
    public async Task What_the_client_does_not_take_is_not_read_from_the_upstream(string api)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Script(static behavior => behavior with { SpeaksFirst = true, Tokens = TokensAbove, Calls = [new("files__read", "{}")] });
        using var answer = new InProcessAnswer();

        var serving = rig.Gateway.Service<DataPlane>().InvokeAsync(Request(rig, api, answer));

        // Nothing more comes in until the client takes something: what is held does not grow.
        var held = 0L;
        while (held < 60 * 1024)
        {
            var read = await answer.Reader.ReadAsync(GatewayRig.Ending);
            held = read.Buffer.Length;
            answer.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 1_000; i++)
        {
            await Task.Yield();
        }

        rig.Tools.Calls.ShouldBeEmpty();
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(1 << 20);
        var now = await answer.Reader.ReadAsync(GatewayRig.Ending);
        now.Buffer.Length.ShouldBeLessThan(256 * 1024);
        answer.Reader.AdvanceTo(now.Buffer.End);

        // A client that goes on gets all of it, and the call is made.
        var reading = ReadToEndAsync(answer);
        await rig.Tools.ArrivalAsync();
        answer.Leave();
        await serving.WaitAsync(GatewayRig.Ending);
        await answer.EndAsync();
        await reading;
    }

    private static async Task ReadToEndAsync(InProcessAnswer answer)
    {
        try
        {
            for (var isOver = false; !isOver;)
            {
                var read = await answer.Reader.ReadAsync(GatewayRig.Ending);
                answer.Reader.AdvanceTo(read.Buffer.End);
                isOver = read.IsCompleted;
            }
        }
        catch (IOException)
        {
            // The client left before the end, and was not told that there was one.
        }
    }

    private static DefaultHttpContext Request(ToolRig rig, string api, InProcessAnswer answer)
    {
        var body = Encoding.UTF8.GetBytes(ToolRig.Body(api, stream: true).Replace("\"max_tokens\":1000", "\"max_tokens\":100000", StringComparison.Ordinal));
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = "POST",
            Scheme = "http",
            Protocol = "HTTP/1.1",
            Path = ToolRig.Path(api),
            RawTarget = ToolRig.Path(api),
            Headers = new HeaderDictionary { ["Authorization"] = "Bearer " + rig.Gateway.Token, ["Content-Type"] = "application/json", ContentLength = body.Length },
            Body = new MemoryStream(body, writable: false),
        });
        features.Set<IHttpResponseFeature>(answer);
        features.Set<IHttpResponseBodyFeature>(answer);
        features.Set<IHttpRequestLifetimeFeature>(answer);
        return new DefaultHttpContext(features);
    }
}
