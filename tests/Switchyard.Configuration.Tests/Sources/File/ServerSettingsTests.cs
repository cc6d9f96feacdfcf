using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Model.Agents;
using Switchyard.Model.Chats;
using Switchyard.Model.Proxying;
using Switchyard.Model.Server;
using Switchyard.Model.Tools;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Sources.File;

public sealed class ServerSettingsTests
{
    [Fact]
    public void Every_setting_of_the_node_can_be_said()
    {
        const string Text = """
            version: 1
            server:
              limits: {bodyBytes: 2048, headerBytes: 8192, headers: 20, minBodyRate: 1000, jsonDepth: 16, eventBytes: 4096}
              drainCeiling: 1m
              streaming: {heartbeat: 1s, slowFlush: 2s, stall: 3s}
              hub: {pollInterval: 200ms, retryMin: 300ms, retryMax: 4s}
              egress: {allow: [10.0.0.0/8]}
            telemetry: {maxModels: 5}
            """;

        var server = ConfigCheck.Text("a.yaml", Text, _ => null).Model.ShouldNotBeNull().Server;

        server.EgressAllow.ShouldBe(["10.0.0.0/8"]);
        server.ShouldBe(new ServerConfig
        {
            MaxBodyBytes = 2048, MaxHeaderBytes = 8192, MaxHeaders = 20, MinBodyRate = 1000, MaxJsonDepth = 16, MaxEventBytes = 4096,
            DrainCeiling = TimeSpan.FromMinutes(1), Heartbeat = TimeSpan.FromSeconds(1), SlowFlush = TimeSpan.FromSeconds(2), ClientStall = TimeSpan.FromSeconds(3),
            HubPollInterval = TimeSpan.FromMilliseconds(200), HubRetryMin = TimeSpan.FromMilliseconds(300), HubRetryMax = TimeSpan.FromSeconds(4), MaxModelLabels = 5, EgressAllow = server.EgressAllow,
        });
    }

    [Fact]
    [Trait("criterion", "TOL-9")]
    [Trait("criterion", "TOL-26")]
    [Trait("criterion", "TOL-32")]
    public void Every_setting_of_tools_can_be_said_and_has_its_default()
    {
        const string Text = """
            version: 1
            server:
              tools:
                loop: {turns: 3, calls: 4, time: 5m}
                parallelCalls: 2
                parallel: disable
                maxTools: 64
                maxDefinitionBytes: 2048
                maxToolBytes: 512
                maxResultBytes: 4096
                maxImageBytes: 0
                keepResults: 30m
                keepResponseIds: 7d
                skipModels: ["*-mini"]
                strict: true
            """;

        var tools = ConfigCheck.Text("a.yaml", Text, _ => null).Model.ShouldNotBeNull().Server.Tools;
        tools.ShouldBe(new ToolSettings
        {
            LoopTurns = 3, LoopCalls = 4, LoopTime = TimeSpan.FromMinutes(5), ParallelCalls = 2, OneCallPerTurn = true, MaxTools = 64, MaxDefinitionBytes = 2048, MaxToolBytes = 512,
            MaxResultBytes = 4096, MaxImageBytes = 0, KeepResults = TimeSpan.FromMinutes(30), KeepResponseIds = TimeSpan.FromDays(7), SkipModels = ["*-mini"], Strict = true,
        });
        ConfigCheck.Text("a.yaml", "version: 1\nserver: {tools: {}}\n", _ => null).Model.ShouldNotBeNull().Server.Tools.ShouldBe(ToolSettings.Default);
    }

    [Fact]
    [Trait("criterion", "AGT-9")]
    [Trait("criterion", "AGT-40")]
    public void Every_setting_of_agents_and_chats_can_be_said_and_has_its_default()
    {
        const string Text = """
            version: 1
            server:
              agents:
                dial: {delay: 100ms, validate: 1s, timeout: 20s, retries: 0, hedge: true, hedgeDelay: 50ms}
                allow: [10.0.0.0/8, "::1", agents.internal]
                heartbeat: 5s
                silent: 15s
                firstContact: 0s
                disconnected: 45s
                waitOnline: 1m
                waitReady: 5m
                discovery: 25s
                drain: 1m
              chats: {lease: 20s, renew: 5s, interrupt: 40s, startWorkspaces: true}
            """;

        var server = ConfigCheck.Text("a.yaml", Text, _ => null).Model.ShouldNotBeNull().Server;
        server.Agents.ShouldBe(new AgentSettings
        {
            Dial = new AgentDialSettings
            {
                Delay = TimeSpan.FromMilliseconds(100), Validate = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(20), Retries = 0, Hedge = true, HedgeDelay = TimeSpan.FromMilliseconds(50),
            },
            Allow = ["10.0.0.0/8", "::1", "agents.internal"], Heartbeat = TimeSpan.FromSeconds(5), Silent = TimeSpan.FromSeconds(15), FirstContact = TimeSpan.Zero,
            Disconnected = TimeSpan.FromSeconds(45), WaitOnline = TimeSpan.FromMinutes(1), WaitReady = TimeSpan.FromMinutes(5), Discovery = TimeSpan.FromSeconds(25), Drain = TimeSpan.FromMinutes(1),
        });
        server.Chats.ShouldBe(new ChatSettings { Lease = TimeSpan.FromSeconds(20), Renew = TimeSpan.FromSeconds(5), Interrupt = TimeSpan.FromSeconds(40), StartWorkspaces = true });
        var absent = ConfigCheck.Text("a.yaml", "version: 1\nserver: {agents: {}, chats: {}}\n", _ => null).Model.ShouldNotBeNull().Server;
        (absent.Agents, absent.Chats).ShouldBe((AgentSettings.Default, ChatSettings.Default));
    }

    [Fact]
    public void Every_setting_of_the_forward_proxy_can_be_said_and_has_its_default()
    {
        const string Text = """
            version: 1
            server:
              proxy: {others: refuse, ports: [8443, 443, 443], tunnels: {max: 20, perKey: 3}, greeting: 2s, connect: 3s, idle: 1m, lifetime: 2h}
            """;

        ConfigCheck.Text("a.yaml", Text, _ => null).Model.ShouldNotBeNull().Server.Proxy.ShouldBe(new ProxySettings
        {
            RefusesOthers = true, Ports = [443, 8443], MaxTunnels = 20, MaxTunnelsPerKey = 3,
            Greeting = TimeSpan.FromSeconds(2), Connect = TimeSpan.FromSeconds(3), Idle = TimeSpan.FromMinutes(1), Lifetime = TimeSpan.FromHours(2),
        });
        ConfigCheck.Text("a.yaml", "version: 1\nserver: {proxy: {}}\n", _ => null).Model.ShouldNotBeNull().Server.Proxy.ShouldBe(ProxySettings.Default);
        var faults = ConfigCheck.Text("a.yaml", "version: 1\nserver: {proxy: {others: drop, ports: [0, 70000, 4.5]}}\n", _ => null).Faults;
        faults.Select(fault => fault.Path).ShouldBe(["server.proxy.others", "server.proxy.ports[0]", "server.proxy.ports[1]", "server.proxy.ports"], ignoreOrder: true);
    }

    [Theory]
    [Trait("criterion", "HUB-22")]
    [InlineData("proxy: {idle: 500ms}", "server.proxy.idle", "500ms")]
    [InlineData("proxy: {tunnels: {perKey: 0}}", "server.proxy.tunnels.perKey", "0")]
    [InlineData("tools: {loop: {turns: 0}}", "server.tools.loop.turns", "0")]
    [InlineData("tools: {parallelCalls: 65}", "server.tools.parallelCalls", "65")]
    [InlineData("agents: {heartbeat: 6m}", "server.agents.heartbeat", "6m")]
    [InlineData("agents: {heartbeat: 40s}", "server.agents.silent", "30s")]
    [InlineData("agents: {disconnected: 20s}", "server.agents.disconnected", "20s")]
    [InlineData("agents: {dial: {retries: 2}}", "server.agents.dial.retries", "2")]
    [InlineData("agents: {dial: {delay: 10s, timeout: 5s}}", "server.agents.dial.timeout", "5s")]
    [InlineData("chats: {renew: 20s}", "server.chats.lease", "30s")]
    [InlineData("chats: {interrupt: 30s}", "server.chats.interrupt", "30s")]
    [InlineData("tools: {keepResults: 8d}", "server.tools.keepResults", "8d")]
    [InlineData("hub: {pollInterval: 0s}", "server.hub.pollInterval", "0s")]
    [InlineData("hub: {pollInterval: -1s}", "server.hub.pollInterval", "-1s")]
    [InlineData("hub: {pollInterval: 2m}", "server.hub.pollInterval", "2m")]
    [InlineData("hub: {retryMin: 0}", "server.hub.retryMin", "0s")]
    [InlineData("hub: {retryMax: 2h}", "server.hub.retryMax", "2h")]
    [InlineData("hub: {retryMin: 20s, retryMax: 10s}", "server.hub.retryMax", "10s")]
    [InlineData("limits: {bodyBytes: 0}", "server.limits.bodyBytes", "0")]
    [InlineData("limits: {headerBytes: 100}", "server.limits.headerBytes", "100")]
    [InlineData("limits: {headers: -5}", "server.limits.headers", "-5")]
    [InlineData("limits: {minBodyRate: 0}", "server.limits.minBodyRate", "0")]
    [InlineData("limits: {eventBytes: 9999999999}", "server.limits.eventBytes", "9999999999")]
    [InlineData("streaming: {heartbeat: 0ms}", "server.streaming.heartbeat", "0s")]
    [InlineData("streaming: {stall: 61m}", "server.streaming.stall", "1h1m")]
    [InlineData("drainCeiling: 0", "server.drainCeiling", "0s")]
    public void A_value_out_of_range_is_named_with_its_key(string setting, string key, string value)
    {
        var fault = ConfigCheck.Text("a.yaml", $"version: 1\nserver:\n  {setting}\n", _ => null).Faults.ShouldHaveSingleItem();

        fault.Path.ShouldBe(key);
        fault.Detail.ShouldStartWith($"Is {value}");
        fault.Line.ShouldBe(3);
    }

    [Fact]
    [Trait("criterion", "PRV-32")]
    public void A_value_that_is_no_duration_is_not_repeated()
    {
        const string Canary = "sk-canary-0123456789";
        ConfigCheck.Text("a.yaml", "version: 1\nserver: {drainCeiling: \"${V}\", hub: {retryMin: \"-${V}\"}}\n", _ => Canary).Faults.Select(fault => fault.ToString())
            .ShouldAllBe(text => !text.Contains(Canary));
    }

    [Fact]
    [Trait("criterion", "PRV-42")]
    public async Task A_failed_read_is_tried_again_after_the_wait_that_the_file_says()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node([storage.Write("a.yaml", "version: 1\nserver: {hub: {retryMin: 100ms, retryMax: 100ms}}\n")]).StartedAsync();
        node.Scripted.Failure = new IOException("away");

        // When the second has its answer, the retry of the first is set.
        (await node.Reloader.ReloadNowAsync(Patience.Token)).Kind.ShouldBe(ReloadKind.Failed);
        (await node.Reloader.ReloadNowAsync(Patience.Token)).Kind.ShouldBe(ReloadKind.Failed);
        node.Scripted.Failure = null;
        storage.Time.Advance(TimeSpan.FromMilliseconds(120));

        await node.UntilAsync(state => state.ReadFailure is null);
    }
}
