using System.Net;
using System.Text.Json;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Tests.Rigs;

namespace Switchyard.Gateway.Tests.Pipeline;

/// <summary>The whole way of a plain request.</summary>
public sealed class FirstLightTests
{
    [Fact]
    [Trait("criterion", "PRV-53")]
    public async Task A_blocking_chat_completion_goes_up_and_comes_back()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        using var response = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat());
        var text = await response.Content.ReadAsStringAsync(GatewayRig.Ending);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        JsonDocument.Parse(text).RootElement.GetProperty("choices").GetArrayLength().ShouldBe(1);
        response.Headers.GetValues("X-Switchyard-Provider").ShouldBe(["sim"]);
        response.Headers.GetValues("X-Switchyard-Revision").ShouldBe(["1"]);
        var received = rig.Simulator.Log.Requests.ShouldHaveSingleItem();
        received.Key.ShouldBe("sk-sim-0123456789abcdef");
        received.Path.ShouldBe("/v1/chat/completions");
        var end = await rig.Recorder.EndAsync();
        end.Status.ShouldBe(InterceptionStatus.Completed);
        end.Usage.Output.ShouldBeGreaterThan(0);
        end.HttpStatus.ShouldBe(200);
    }

    [Fact]
    [Trait("criterion", "PRV-90")]
    [Trait("criterion", "PRV-81")]
    public async Task A_streamed_chat_completion_arrives_whole_and_is_metered()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        using var response = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat(stream: true));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        response.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
        var text = await response.Content.ReadAsStringAsync(GatewayRig.Ending);
        text.ShouldEndWith("data: [DONE]\n\n");
        text.ShouldNotContain("\"usage\":{");
        var end = await rig.Recorder.EndAsync();
        end.Status.ShouldBe(InterceptionStatus.Completed);
        end.Usage.Reported.ShouldBeTrue();
        end.Usage.Output.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_model_names_the_provider_on_the_unified_route()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        using var response = await rig.SendAsync("/v1/chat/completions", GatewayRig.Chat("sim/gpt-x"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        rig.Simulator.Log.Requests.ShouldHaveSingleItem().Model.ShouldBe("gpt-x");
        (await rig.Recorder.EndAsync()).Status.ShouldBe(InterceptionStatus.Completed);
    }
}
