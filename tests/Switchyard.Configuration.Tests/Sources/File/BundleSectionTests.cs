using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Sources.File;
using Switchyard.Model.Bundles;

namespace Switchyard.Configuration.Tests.Sources.File;

public sealed class BundleSectionTests
{
    [Fact]
    public void One_entry_is_one_bundle_in_each_of_its_workspaces()
    {
        var model = ConfigCheck.Text(
            "a.yaml",
            "version: 1\nbundles:\n  - name: b\n    workspaces: [two, one]\n    type: stdio\n    command: c\n    args: [8080, yes, '${A:-x}']\n    credentials: [{name: T, env: T, value: '${TOKEN}'}]\n",
            name => name == "TOKEN" ? "secret" : null).Model.ShouldNotBeNull();

        model.Bundles.Select(bundle => bundle.Key).ShouldBe([new BundleKey("one", "b"), new BundleKey("two", "b")]);
        model.Bundles[0].Definition.Args.ShouldBe(["8080", "yes", "x"]);
        model.Bundles[0].Definition.Credentials[0].Default!.Reveal().ShouldBe("secret");
        model.Bundles[0].Id.ShouldNotBe(model.Bundles[1].Id);
    }

    [Theory]
    [InlineData("{name: b, type: stdio, command: c}", "bundles[0].workspace")]
    [InlineData("{name: b, workspace: w, workspaces: [v], type: stdio, command: c}", "bundles[0].workspace")]
    [InlineData("{name: b, workspaces: [], type: stdio, command: c}", "bundles[0].workspace")]
    [InlineData("{name: b, workspaces: [v, V], type: stdio, command: c}", "bundles[0].workspaces[1]")]
    [InlineData("{name: b, workspaces: [v, v], type: stdio, command: c}", "bundles[0].name")]
    [InlineData("{name: a__b, workspace: w, type: stdio, command: c}", "bundles[0].name")]
    [InlineData("{workspace: w, type: stdio, command: c}", "bundles[0].name")]
    [InlineData("{name: b, workspace: w, type: stdio}", "bundles[0].command")]
    [InlineData("{name: b, workspace: w, type: mcpb}", "bundles[0].archive")]
    [InlineData("{name: b, workspace: w, type: stdio, command: c, enabled: false}", "bundles[0].enabled")]
    [InlineData("{name: b, workspace: w, type: stdio, command: c, env: {PATH: x}}", "bundles[0].env.PATH")]
    [InlineData("{name: b, workspace: w, type: stdio, command: c, credentials: [{name: T, env: T, value: '${MISSING}'}]}", "bundles[0].credentials[0].value")]
    [InlineData("{name: b, workspace: w, remove: true, type: stdio}", "bundles[0].type")]
    public void A_fault_is_named_with_its_place(string bundle, string path)
    {
        var fault = new FileReader(_ => null).Read("a.yaml", $"version: 1\nbundles:\n  - {bundle}\n").Faults.ShouldHaveSingleItem();

        (fault.Path, fault.Line).ShouldBe((path, 3));
    }

    [Fact]
    public void Another_value_of_a_credential_is_another_content_of_the_files_and_so_is_what_is_taken_away()
    {
        string[] hashes = [.. new[] { "value: a", "value: b" }.Select(value => Hash($"{{name: b, workspace: w, type: stdio, command: c, credentials: [{{name: T, env: T, {value}}}]}}")),
            Hash("{name: b, workspace: w, remove: true}"), Hash("{name: c, workspace: w, remove: true}")];

        hashes.Distinct().Count().ShouldBe(4);

        static string Hash(string bundle) => FilesHash.Of(new FileReader(_ => null).Read("a.yaml", $"version: 1\nbundles:\n  - {bundle}\n").Part);
    }

    [Theory]
    [InlineData("backoff: {first: 2s, longest: 1s}", "server.bundles.backoff.longest")]
    [InlineData("lease: {time: 10s, renew: 5s}", "server.bundles.lease.time")]
    [InlineData("tasks: {life: 1h}", "server.bundles.tasks")]
    public void Settings_that_do_not_go_together_are_named(string settings, string path) =>
        new FileReader(_ => null).Read("a.yaml", $"version: 1\nserver: {{bundles: {{{settings}}}}}\n").Faults.ShouldHaveSingleItem().Path.ShouldBe(path);

    [Fact]
    [Trait("criterion", "BND-53")]
    public void Who_may_address_the_endpoint_is_read_and_what_is_no_name_or_origin_is_named()
    {
        var read = new FileReader(_ => null).Read(
            "a.yaml",
            """
            version: 1
            server:
              mcp: {allowedHosts: [tools.example.com, "[::1]", 10.0.0.1, "*"], allowedOrigins: ["https://pages.example:8443", "http://localhost", "*"]}
            """);
        read.Faults.ShouldBeEmpty();
        read.Part.Server!.Mcp.ShouldBe(new McpSettings { AllowedHosts = ["tools.example.com", "[::1]", "10.0.0.1", "*"], AllowedOrigins = ["https://pages.example:8443", "http://localhost", "*"] });

        new FileReader(_ => null).Read(
            "a.yaml",
            """
            version: 1
            server:
              mcp: {allowedHosts: ["a:80", "https://b"], allowedOrigins: [pages.example, "https://x/path"]}
            """).Faults.Select(fault => fault.Path).ShouldBe(["server.mcp.allowedHosts[0]", "server.mcp.allowedHosts[1]", "server.mcp.allowedOrigins[0]", "server.mcp.allowedOrigins[1]"]);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var settings = ConfigCheck.Text(
            "a.yaml",
            """
            version: 1
            server:
              bundles:
                backoff: {first: 1s, longest: 2s, reset: 3s}
                burst: {count: 4, within: 5s}
                rearm: 6s
                concurrentStarts: 7
                probe: {every: 8s, timeout: 9s, misses: 10}
                recover: 11s
                pageSize: 12
                commands: [a, b]
                lease: {time: 14s, renew: 2s}
            """,
            _ => null).Model.ShouldNotBeNull().Server.Bundles;

        settings.ShouldBe(new BundleSettings
        {
            BackoffFirst = TimeSpan.FromSeconds(1), BackoffLongest = TimeSpan.FromSeconds(2), BackoffReset = TimeSpan.FromSeconds(3), BurstCount = 4, BurstWithin = TimeSpan.FromSeconds(5),
            Rearm = TimeSpan.FromSeconds(6), ConcurrentStarts = 7, ProbeEvery = TimeSpan.FromSeconds(8), ProbeTimeout = TimeSpan.FromSeconds(9), ProbeMisses = 10, Recover = TimeSpan.FromSeconds(11),
            PageSize = 12, Commands = ["a", "b"], Lease = TimeSpan.FromSeconds(14), LeaseRenew = TimeSpan.FromSeconds(2),
        });
        settings.Allows(Of("a")).ShouldBeTrue();
        settings.Allows(Of("c")).ShouldBeFalse();
    }

    private static BundleDefinition Of(string command) => new() { Type = BundleType.Stdio, Command = command };
}
