using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Providers;
using Switchyard.Simulator.Journal;
using Switchyard.Simulator.Rules;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Relay;

/// <summary>Clients that go away, or wait.</summary>
public sealed class ClientTests
{
    private const string Path = "/sim/v1/chat/completions";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("criterion", "PRV-88")]
    public async Task A_client_that_goes_away_cancels_the_upstream(bool stream)
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        var gate = new StreamGate(holdsHeaders: !stream);
        rig.Simulator.Rules.Add(new SimulatorRule { Gate = gate });
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(GatewayRig.Ending);
        var sending = rig.Client.SendAsync(GatewayRig.Post(Path, GatewayRig.Chat(stream: stream)), HttpCompletionOption.ResponseHeadersRead, leaving.Token);
        await gate.WaitUntilHeldAsync(1, GatewayRig.Ending);
        if (stream)
        {
            await gate.ReleaseAsync(2, GatewayRig.Ending);
            using var response = await sending;
        }
        else
        {
            await leaving.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(sending);
        }

        (await rig.Simulator.Log.Last.Completion.WaitAsync(TimeSpan.FromSeconds(10), GatewayRig.Ending)).ShouldBe(RequestOutcome.ClientDisconnected);
        var end = await rig.Recorder.EndAsync();
        end.Status.ShouldBe(InterceptionStatus.Cancelled);
        end.Estimated.ShouldBe(stream);
        await rig.IdleAsync();
    }

    [Fact]
    [Trait("criterion", "PRV-88")]
    public async Task With_drain_the_upstream_is_read_to_its_end_for_its_usage()
    {
        await using var rig = await GatewayRig.StartAsync();
        await rig.ApplyAsync(rig.Provider("sim") with { Settings = new ProviderSettings { OnDisconnect = DisconnectPolicy.Drain } });
        var gate = new StreamGate();
        rig.Simulator.Rules.Add(new SimulatorRule { Gate = gate });
        await gate.ReleaseAsync(2, GatewayRig.Ending);
        var response = await rig.SendAsync(Path, GatewayRig.Chat(stream: true));
        await gate.WaitUntilHeldAsync(1, GatewayRig.Ending);
        response.Dispose();
        gate.Open();
        (await rig.Simulator.Log.Last.Completion.WaitAsync(TimeSpan.FromSeconds(10), GatewayRig.Ending)).ShouldBe(RequestOutcome.Completed);
        var end = await rig.Recorder.EndAsync();
        end.Usage.Reported.ShouldBeTrue();
        end.Usage.Output.ShouldBeGreaterThan(0);
        end.Status.ShouldBeOneOf(InterceptionStatus.Cancelled, InterceptionStatus.Completed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("criterion", "PRV-88")]
    public async Task A_client_that_leaves_with_the_last_byte_has_had_everything(bool stream)
    {
        var end = stream ? "[DONE]" : "\"usage\"";
        await using var rig = await GatewayRig.StartAsync(services: services => services.AddSingleton<IStartupFilter>(Flushes.ReturnLate(end)));
        await rig.ApplyAsync(rig.Provider("sim"));
        using (var client = new HttpClient { BaseAddress = rig.Address })
        {
            using var request = GatewayRig.Post(Path, GatewayRig.Chat(stream: stream), ("Authorization", $"Bearer {rig.Token}"));
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, GatewayRig.Ending);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(GatewayRig.Ending));
            while (!(await reader.ReadLineAsync(GatewayRig.Ending)).ShouldNotBeNull().Contains(end, StringComparison.Ordinal))
            {
            }
        }

        (await rig.Recorder.EndAsync()).Status.ShouldBe(InterceptionStatus.Completed);
        await rig.IdleAsync();
    }

    [Theory]
    [InlineData("chat/completions", ":")]
    [InlineData("responses", ":")]
    [InlineData("messages", "event: ping")]
    [Trait("criterion", "PRV-84")]
    public async Task Ten_seconds_of_silence_bring_a_heartbeat(string endpoint, string expected)
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(time);
        await rig.ApplyAsync(rig.Provider("sim", endpoint == "messages" ? ProviderType.Anthropic : ProviderType.OpenAI));
        var body = endpoint switch { "messages" => GatewayRig.Message(stream: true), "responses" => GatewayRig.Response(stream: true), _ => GatewayRig.Chat(stream: true) };
        var gate = new StreamGate();
        rig.Simulator.Rules.Add(new SimulatorRule { Gate = gate });
        await gate.ReleaseAsync(1, GatewayRig.Ending);
        using var stream = await TornStream.OpenAsync(rig, "/sim/v1/" + endpoint, body);
        time.Advance(TimeSpan.FromSeconds(9));
        stream.Text.ShouldNotContain("\n" + expected);
        time.Advance(TimeSpan.FromSeconds(2));
        await stream.ReadUntilAsync("\n" + expected);
        gate.Open();
    }

    [Fact]
    [Trait("criterion", "PRV-84")]
    public async Task No_heartbeat_comes_before_the_status_is_known()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(time);
        await rig.ApplyAsync(rig.Provider("sim"));
        var gate = new StreamGate(holdsHeaders: true);
        rig.Simulator.Rules.Add(new SimulatorRule { Gate = gate });
        var sending = rig.SendAsync(Path, GatewayRig.Chat(stream: true));
        await gate.WaitUntilHeldAsync(1, GatewayRig.Ending);
        time.Advance(TimeSpan.FromSeconds(60));
        sending.IsCompleted.ShouldBeFalse();
        gate.Open();
        using var response = await sending;
        (await response.Content.ReadAsStringAsync(GatewayRig.Ending)).ShouldStartWith("data:");
    }
}
