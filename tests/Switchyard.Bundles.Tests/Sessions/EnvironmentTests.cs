using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;

namespace Switchyard.Bundles.Tests.Sessions;

/// <summary>What a server sees of the world.</summary>
public sealed class EnvironmentTests : IAsyncDisposable
{
    private readonly ServerRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    [Trait("criterion", "BND-31")]
    public async Task It_gets_what_it_may_have_and_nothing_else()
    {
        var seen = await SeenAsync(ServerRig.Toy());

        var variables = seen["variables"]!.AsObject();
        variables.Select(static each => each.Key).Order(StringComparer.Ordinal).ShouldBe(["DOTNET_TieredPGO", "HOME", "LANG", "LC_TIME", "PATH", "SWITCHYARD_PROCESS", "TMPDIR", "TZ"]);
        ((string)variables["HOME"]!).ShouldBe(Path.Combine(_rig.Root, "bundles", "team", "toy"));
        ((string)variables["SWITCHYARD_PROCESS"]!).ShouldEndWith("/boot/team/toy/1");
    }

    [Fact]
    [Trait("criterion", "BND-31")]
    public async Task What_comes_later_wins_and_what_is_Switchyards_is_denied()
    {
        var toy = ServerRig.Toy();
        var seen = await SeenAsync(toy with
        {
            Definition = toy.Definition with
            {
                Environment = new Dictionary<string, string>
                {
                    ["LANG"] = "of the definition", ["TOKEN"] = "of the definition", ["SWITCHYARD_SECRET_KEYS"] = "stolen", ["SWITCHYARD_PROCESS"] = "forged", ["PGPASSWORD"] = "stolen",
                },
                Credentials = [new CredentialField { Name = "token", Env = "TOKEN" }, new CredentialField { Name = "mark", Env = "SWITCHYARD_PROCESS" }, new CredentialField { Name = "unset", Env = "UNSET" }],
            },
            Credentials = new BundleCredentials { Version = 1, Values = new Dictionary<string, Secret?> { ["token"] = new("of the credential"), ["mark"] = new("forged"), ["unset"] = new("") } },
        });

        var variables = seen["variables"]!.AsObject();
        ((string)variables["LANG"]!).ShouldBe("of the definition");
        ((string)variables["TOKEN"]!).ShouldBe("of the credential");
        ((string)variables["SWITCHYARD_PROCESS"]!).ShouldEndWith("/team/toy/1");
        variables.ContainsKey("SWITCHYARD_SECRET_KEYS").ShouldBeFalse();
        variables.ContainsKey("PGPASSWORD").ShouldBeFalse();
        variables.ContainsKey("UNSET").ShouldBeFalse("empty counts as absent");
        await _rig.Observer.LineAsync("The variable SWITCHYARD_SECRET_KEYS is not handed over");
    }

    [Fact]
    [Trait("criterion", "BND-30")]
    public async Task It_has_a_session_a_group_and_a_directory_of_its_own()
    {
        var seen = await SeenAsync(ServerRig.Toy());

        var id = (int)seen["pid"]!;
        ((int)seen["session"]!).ShouldBe(id);
        ((int)seen["group"]!).ShouldBe(id);
        ((string)seen["directory"]!).ShouldBe(Path.Combine(_rig.Root, "bundles", "team", "toy"));
        ((UnixFileMode)(int)seen["mode"]!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    [Trait("criterion", "BND-34")]
    public async Task Its_limit_of_files_is_the_bundles()
    {
        var toy = ServerRig.Toy();

        var seen = await SeenAsync(toy with { Definition = toy.Definition with { Limits = BundleLimits.Default with { Files = 300 } } });

        ((string)seen["limits"]!).ShouldMatch(@"Max open files\s+300\s+300");
    }

    [Fact]
    [Trait("criterion", "BND-29")]
    public async Task A_credential_in_a_file_is_there_while_it_starts_and_gone_afterwards()
    {
        const string Canary = "canary-in-a-file";
        var script = """
            value=$(cat "$TOY_FILE"); mode=$(stat -c %a "$TOY_FILE")
            echo "read ${#value} characters, mode $mode" >&2
            read -r line; echo '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18","capabilities":{}}}'
            read -r line; read -r line; echo '{"jsonrpc":"2.0","id":2,"result":{"tools":[]}}'
            while read -r line; do :; done
            """;
        var bundle = ServerRig.Shell(script);
        await _rig.StartAsync(bundle with
        {
            Definition = bundle.Definition with { Credentials = [new CredentialField { Name = "key", FileEnv = "TOY_FILE", Default = new Secret(Canary) }] },
        });

        await _rig.Observer.LineAsync($"read {Canary.Length} characters, mode 600");
        Directory.GetFiles(Path.Combine(_rig.Root, "bundles", ".credentials")).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "BND-29")]
    public async Task A_file_of_a_credential_is_gone_after_a_start_that_failed_and_no_argument_ever_has_one()
    {
        var bundle = ServerRig.Shell("tr '\\0' ' ' </proc/$$/cmdline >&2; cat \"$TOY_FILE\" >&2; exit 1");

        var failure = await Should.ThrowAsync<ServerStartException>(() => _rig.StartAsync(bundle with
        {
            Definition = bundle.Definition with { Credentials = [new CredentialField { Name = "key", FileEnv = "TOY_FILE", Env = "KEY", Default = new Secret("canary-in-a-file") }] },
        }));

        string.Join('\n', failure.LastLines).ShouldNotContain("canary");
        failure.LastLines[^1].ShouldEndWith("***");
        failure.ToString().ShouldNotContain("canary");
        Directory.GetFiles(Path.Combine(_rig.Root, "bundles", ".credentials")).ShouldBeEmpty();
    }

    private async Task<JsonNode> SeenAsync(BundleConfig bundle) => JsonNode.Parse(await ServerRig.TextAsync(await _rig.StartAsync(bundle), "environment"))!;
}
