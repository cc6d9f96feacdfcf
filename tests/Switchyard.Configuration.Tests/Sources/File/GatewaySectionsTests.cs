using Switchyard.Configuration.Sources.File;
using Switchyard.Model.Gateways;

namespace Switchyard.Configuration.Tests.Sources.File;

/// <summary>The settings of the gateway channel and of the log of events.</summary>
public sealed class GatewaySectionsTests
{
    [Fact]
    [Trait("criterion", "HUB-22")]
    public void Every_setting_is_read()
    {
        var (part, faults) = Read(
            """
            version: 1
            server:
              hub: {pageSize: 100, cleanupInterval: 1m, retention: 2h, unacked: {age: 3d, count: 500}, resync: 5s}
              gateways: {connectRate: 1, failedRate: 2, maxConnections: 3, maxInstances: 4, helloTimeout: 5s, welcomeTimeout: 6s, ping: 7s, deadAfter: 8s, writeTimeout: 9s, maxFrame: 2048,
                         snapshotFrame: 4096, window: 12, lagging: 13s, resumeAfter: 14s, bookmark: 15s, maxAge: 16s, lease: 40s, renew: 18s, allowedOrigins: [https://ops.example.com]}
            """);

        faults.ShouldBeEmpty();
        var gateways = part.Server!.Gateways;
        gateways.Log.ShouldBe(new EventLogConfig
        {
            PageSize = 100,
            CleanupInterval = TimeSpan.FromMinutes(1),
            Retention = TimeSpan.FromHours(2),
            UnackedAge = TimeSpan.FromDays(3),
            UnackedCount = 500,
            Resync = TimeSpan.FromSeconds(5),
        });
        (gateways.ConnectRate, gateways.FailedRate, gateways.MaxConnections, gateways.MaxInstances).ShouldBe((1, 2, 3, 4));
        (gateways.MaxFrame, gateways.SnapshotFrame, gateways.Window).ShouldBe((2048, 4096, 12));
        TimeSpan[] times =
        [
            gateways.HelloTimeout, gateways.WelcomeTimeout, gateways.Ping, gateways.DeadAfter, gateways.WriteTimeout, gateways.Lagging, gateways.ResumeAfter, gateways.Bookmark, gateways.MaxAge,
            gateways.Lease, gateways.Renew,
        ];
        times.Select(time => (int)time.TotalSeconds).ShouldBe([5, 6, 7, 8, 9, 13, 14, 15, 16, 40, 18]);
        gateways.AllowedOrigins.ShouldBe(["https://ops.example.com"]);
    }

    [Theory]
    [InlineData("hub: {pageSize: 0}", "server.hub.pageSize", "0")]
    [InlineData("hub: {cleanupInterval: 0s}", "server.hub.cleanupInterval", "0s")]
    [InlineData("hub: {retention: 0s}", "server.hub.retention", "0s")]
    [InlineData("hub: {resync: 0s}", "server.hub.resync", "0s")]
    [InlineData("hub: {unacked: {age: 0s}}", "server.hub.unacked.age", "0s")]
    [InlineData("hub: {unacked: {count: 0}}", "server.hub.unacked.count", "0")]
    [InlineData("hub: {unacked: {bytes: 1}}", "server.hub.unacked.bytes", "Unknown field")]
    [InlineData("gateways: {connectRate: 0}", "server.gateways.connectRate", "0")]
    [InlineData("gateways: {failedRate: -1}", "server.gateways.failedRate", "-1")]
    [InlineData("gateways: {maxConnections: 100001}", "server.gateways.maxConnections", "100001")]
    [InlineData("gateways: {maxInstances: 0}", "server.gateways.maxInstances", "0")]
    [InlineData("gateways: {helloTimeout: 0s}", "server.gateways.helloTimeout", "0s")]
    [InlineData("gateways: {welcomeTimeout: 0s}", "server.gateways.welcomeTimeout", "0s")]
    [InlineData("gateways: {ping: 0s}", "server.gateways.ping", "0s")]
    [InlineData("gateways: {deadAfter: 10s}", "server.gateways.deadAfter", "longer than ping")]
    [InlineData("gateways: {writeTimeout: 0s}", "server.gateways.writeTimeout", "0s")]
    [InlineData("gateways: {maxFrame: 0}", "server.gateways.maxFrame", "0")]
    [InlineData("gateways: {snapshotFrame: 0}", "server.gateways.snapshotFrame", "0")]
    [InlineData("gateways: {window: 0}", "server.gateways.window", "0")]
    [InlineData("gateways: {lagging: 0s}", "server.gateways.lagging", "0s")]
    [InlineData("gateways: {resumeAfter: 60s}", "server.gateways.resumeAfter", "longer than lagging")]
    [InlineData("gateways: {bookmark: 0s}", "server.gateways.bookmark", "0s")]
    [InlineData("gateways: {maxAge: 0s}", "server.gateways.maxAge", "0s")]
    [InlineData("gateways: {lease: 20s}", "server.gateways.lease", "longer than twice renew")]
    [InlineData("gateways: {renew: 0s}", "server.gateways.renew", "0s")]
    [InlineData("gateways: {windows: 1}", "server.gateways.windows", "Unknown field")]
    [Trait("criterion", "HUB-22")]
    public void What_is_out_of_range_is_named_with_its_key_and_value(string section, string key, string text)
    {
        var (_, faults) = Read($"version: 1\nserver:\n  {section}\n");

        var fault = faults.ShouldHaveSingleItem().ToString();
        fault.ShouldContain(key);
        fault.ShouldContain(text);
    }

    private static (Configuration.Sources.File.Parts.FilePart Part, IReadOnlyList<Configuration.Sources.ConfigurationFault> Faults) Read(string text) => new FileReader(_ => null).Read("switchyard.yaml", text);
}
