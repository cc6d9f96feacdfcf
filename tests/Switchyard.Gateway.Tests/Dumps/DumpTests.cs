using System.Net;
using System.Runtime.Versioning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Dumps;
using Switchyard.Gateway.Tests.Recording;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Providers;
using Switchyard.Model.Recording;
using Switchyard.Simulator.Rules;
using Switchyard.Testing.Runs;

namespace Switchyard.Gateway.Tests.Dumps;

/// <summary>Whole requests in files, for finding a fault: what is in them, what is not, and that they cost traffic nothing.</summary>
[SupportedOSPlatform("linux")]
public sealed class DumpTests : IDisposable
{
    private const string Path = "/sim/v1/chat/completions";

    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("switchyard-dumps-");

    private string Folder => System.IO.Path.Combine(_parent.FullName, "dumps");

    public void Dispose() => _parent.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("criterion", "PRV-130")]
    public async Task Request_and_response_are_written_whole_and_without_credentials(bool stream)
    {
        await using var rig = await GatewayRig.StartAsync();
        await ApplyAsync(rig, new RecordingConfig { DumpDirectory = Folder });
        using var request = GatewayRig.Post(
            Path + "?key=query-secret&api-version=1&access_token=query-secret", GatewayRig.Chat(stream: stream),
            ("x-api-key", "header-secret"), ("api-key", "header-secret"), ("Cookie", "session=header-secret"), ("X-Goog-Api-Key", "header-secret"), ("Proxy-Authorization", "header-secret"),
            ("X-Auth-Token", "header-secret"), ("X-Ms-Client-Secret", "header-secret"), ("anthropic-beta", "shown"));
        using var response = await rig.Client.SendAsync(request, GatewayRig.Ending);
        var sent = await response.Content.ReadAsStringAsync(GatewayRig.Ending);
        await rig.IdleAsync();
        var (asked, answered) = await OnlyAsync();

        asked.ShouldStartWith($"POST {Path}?key=***&api-version=1&access_token=*** HTTP/1.1\n");
        asked.ShouldContain("Authorization: ***\n");
        asked.ShouldContain("anthropic-beta: shown\n");
        asked.ShouldEndWith("\n\n" + GatewayRig.Chat(stream: stream));
        answered.ShouldStartWith("HTTP/1.1 200\n");
        answered.ShouldContain("X-Switchyard-Request-Id: ");
        answered.ShouldEndWith("\n\n" + sent);
        foreach (var text in new[] { asked, answered })
        {
            text.ShouldNotContain("header-secret");
            text.ShouldNotContain("query-secret");
            text.ShouldNotContain(rig.Token);
            text.ShouldNotContain("sk-sim");
        }

        foreach (var file in Directory.GetFiles(Folder))
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.GetUnixFileMode(Folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    [Trait("criterion", "PRV-130")]
    public async Task It_is_off_by_default_and_goes_on_and_off_live()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        await ServeAsync(rig);
        Directory.Exists(Folder).ShouldBeFalse();
        await ApplyAsync(rig, new RecordingConfig { DumpDirectory = Folder });
        await ServeAsync(rig);
        await CountAsync(1);
        await ApplyAsync(rig, new RecordingConfig());
        await ServeAsync(rig);
        await ApplyAsync(rig, new RecordingConfig { DumpDirectory = Folder });
        await ServeAsync(rig);
        await CountAsync(2);
    }

    [Theory]
    [InlineData(PromptRecording.Off)]
    [InlineData(PromptRecording.Hash)]
    [Trait("criterion", "PRV-130")]
    [Trait("criterion", "PRV-120")]
    public async Task Where_texts_are_not_recorded_no_body_is_dumped(PromptRecording prompts)
    {
        await using var rig = await GatewayRig.StartAsync();
        await ApplyAsync(rig, new RecordingConfig { DumpDirectory = Folder, Prompts = prompts });
        await ServeAsync(rig);
        var (asked, answered) = await OnlyAsync();
        asked.ShouldNotContain("hello yard");
        asked.ShouldContain($"[{GatewayRig.Chat().Length} of {GatewayRig.Chat().Length} bytes left out]");
        answered.ShouldNotContain("choices");
    }

    [Fact]
    [Trait("criterion", "PRV-130")]
    public async Task Size_and_number_are_bounded_and_the_oldest_go()
    {
        await using var rig = await GatewayRig.StartAsync();
        await ApplyAsync(rig, new RecordingConfig { DumpDirectory = Folder, DumpMaxFiles = 3, DumpMaxBytes = 100 });
        for (var i = 0; i < 10; i++)
        {
            await ServeAsync(rig);
            await WrittenAsync(rig, i + 1);
        }

        var files = Directory.GetFiles(Folder);
        files.Length.ShouldBe(6);
        var last = rig.Recorder.Starts.TakeLast(3).Select(static start => start.Id.ToString()).ToArray();
        files.ShouldAllBe(file => last.Any(id => file.Contains(id)));
        File.ReadAllText(files.Order(StringComparer.Ordinal).First(static file => file.EndsWith(DumpFolder.ResponseEnding, StringComparison.Ordinal))).ShouldContain("bytes left out]");
    }

    [Theory]
    [InlineData("/dev/full")]
    [InlineData("/proc/nowhere")]
    [Trait("criterion", "PRV-130")]
    public async Task A_place_that_can_not_be_written_is_logged_once_and_harms_nobody(string directory)
    {
        var log = new CapturedLog<Dumping>();
        await using var rig = await GatewayRig.StartAsync(services: services => services.AddSingleton<ILogger<Dumping>>(log));
        await ApplyAsync(rig, new RecordingConfig { DumpDirectory = directory });
        for (var i = 0; i < 2 * Dumping.MaxOpen; i++)
        {
            await ServeAsync(rig);
        }

        while (log.Lines.IsEmpty)
        {
            await Patience.PauseAsync(GatewayRig.Ending);
        }

        log.Lines.ShouldHaveSingleItem().Id.ShouldBe(4404);
    }

    [Fact]
    [Trait("criterion", "PRV-130")]
    public async Task So_many_streams_at_a_time_are_dumped_and_the_others_served_without()
    {
        await using var rig = await GatewayRig.StartAsync();
        await ApplyAsync(rig, new RecordingConfig { DumpDirectory = Folder });
        var gate = new StreamGate(holdsHeaders: true);
        rig.Simulator.Rules.Add(new SimulatorRule { Gate = gate });
        var sending = Enumerable.Range(0, Dumping.MaxOpen + 10).Select(_ => rig.SendAsync(Path, GatewayRig.Chat())).ToArray();
        await gate.WaitUntilHeldAsync(sending.Length, GatewayRig.Ending);
        gate.Open();
        foreach (var response in await Task.WhenAll(sending))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Dispose();
        }

        await CountAsync(Dumping.MaxOpen);
    }

    [Fact]
    [Trait("criterion", "PRV-130")]
    public async Task A_failure_of_ours_and_a_broken_stream_are_dumped_as_they_were_told()
    {
        await using var rig = await GatewayRig.StartAsync();
        await ApplyAsync(rig, new RecordingConfig { DumpDirectory = Folder });
        rig.Simulator.Rules.Add(new SimulatorRule { Fault = Simulator.Behaviors.Fault.Reset });
        using var response = await rig.SendAsync(Path, GatewayRig.Chat());
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        var (_, answered) = await OnlyAsync();
        answered.ShouldStartWith("HTTP/1.1 502\n");
        answered.ShouldEndWith("\n\n" + await response.Content.ReadAsStringAsync(GatewayRig.Ending));
    }

    private static async Task ApplyAsync(GatewayRig rig, RecordingConfig recording)
    {
        rig.Model = rig.Model with { Recording = recording };
        await rig.ApplyAsync(rig.Provider("sim") with { Settings = new ProviderSettings { Breaker = new BreakerSettings { Enabled = false } } });
    }

    private static async Task ServeAsync(GatewayRig rig)
    {
        using var response = await rig.SendAsync(Path, GatewayRig.Chat());
        await response.Content.ReadAsByteArrayAsync(GatewayRig.Ending);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<(string Asked, string Answered)> OnlyAsync()
    {
        await CountAsync(1);
        return (File.ReadAllText(Directory.GetFiles(Folder, "*" + DumpFolder.RequestEnding).Single()), File.ReadAllText(Directory.GetFiles(Folder, "*" + DumpFolder.ResponseEnding).Single()));
    }

    // The response's file is written last, and is there only when it is whole.
    private async Task CountAsync(int count)
    {
        while (!Directory.Exists(Folder) || Directory.GetFiles(Folder, "*" + DumpFolder.ResponseEnding).Length < count)
        {
            await Patience.PauseAsync(GatewayRig.Ending);
        }

        Directory.GetFiles(Folder, "*" + DumpFolder.ResponseEnding).Length.ShouldBe(count);
    }

    private async Task WrittenAsync(GatewayRig rig, int number)
    {
        var id = rig.Recorder.Starts.ElementAt(number - 1).Id.ToString();
        while (!Directory.Exists(Folder) || Directory.GetFiles(Folder, $"*{id}{DumpFolder.ResponseEnding}").Length == 0)
        {
            await Patience.PauseAsync(GatewayRig.Ending);
        }
    }
}
