using System.Text.Json;
using Switchyard.Model.Bundles;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Tests.Bundles;

public sealed class BundleDefinitionTests
{
    private const string Process = """
        {"type":"stdio","displayName":"Files","command":"node","args":["server.js","","two\nlines"],"cwd":"/srv/files","env":{"A":"1","MODE":"quiet"},
         "credentials":[{"name":"A_FILE","fileEnv":"A_PATH","description":"A file."},{"name":"TOKEN","env":"TOKEN","required":true}],
         "exclusive":true,"protected":true,"eager":true,"serial":true,"pinTools":true,"protocol":"2025-06-18","allow":["read_*","??"],"deny":["*_all"],
         "limits":{"calls":1,"memory":16777216,"processes":2,"files":16,"line":65536,"log":10},
         "timeouts":{"start":"1m","drain":"0s","gap":"1s","eof":"3s","term":"4s","call":"5s"}}
        """;

    [Fact]
    [Trait("criterion", "BND-12")]
    public void Every_field_is_read_and_written_back()
    {
        var definition = Read(Process);

        definition.ShouldBe(new BundleDefinition
        {
            Type = BundleType.Stdio,
            DisplayName = "Files",
            Command = "node",
            Args = ["server.js", "", "two\nlines"],
            WorkingDirectory = "/srv/files",
            Environment = new Dictionary<string, string> { ["A"] = "1", ["MODE"] = "quiet" },
            Credentials = [new CredentialField { Name = "A_FILE", FileEnv = "A_PATH", Description = "A file." }, new CredentialField { Name = "TOKEN", Env = "TOKEN", Required = true }],
            Exclusive = true,
            Protected = true,
            Eager = true,
            Serial = true,
            PinTools = true,
            Protocol = "2025-06-18",
            Allow = ["read_*", "??"],
            Deny = ["*_all"],
            Limits = new BundleLimits { Calls = 1, Memory = 16 << 20, Processes = 2, Files = 16, Line = 64 << 10, Log = 10 },
            Timeouts = new BundleTimeouts
            {
                Start = TimeSpan.FromMinutes(1), Drain = TimeSpan.Zero, Gap = TimeSpan.FromSeconds(1), Eof = TimeSpan.FromSeconds(3), Term = TimeSpan.FromSeconds(4), Call = TimeSpan.FromSeconds(5),
            },
        });
        Read(BundleDefinitionJson.Write(definition)).ShouldBe(definition);
        BundleDefinitionJson.Write(definition).ShouldBe(Process.Replace("\n ", "", StringComparison.Ordinal));
    }

    [Theory]
    [Trait("criterion", "BND-12")]
    [InlineData("""{"type":"http","url":"https://mcp.example/mcp?v=1","headers":{"X-Team":"a b"},"credentials":[{"name":"key","header":"Authorization","required":true}]}""")]
    [InlineData("""{"type":"sse","url":"http://127.0.0.1:1/sse","insecure":true}""")]
    public void A_remote_server_is_read_and_written_back(string json) => BundleDefinitionJson.Write(Read(json)).ShouldBe(json);

    [Fact]
    public void Defaults_written_out_mean_the_same_as_nothing() =>
        BundleDefinitionJson.Write(Read("""{"type":"process","command":"c","args":[],"env":{},"limits":{"calls":64},"timeouts":{"call":"1m"},"eager":false,"cwd":null,"displayName":""}"""))
            .ShouldBe("""{"type":"stdio","command":"c"}""");

    [Fact]
    public void The_order_of_credentials_means_nothing() =>
        Read("""{"type":"stdio","command":"c","credentials":[{"name":"B","env":"B"},{"name":"A","env":"A"}]}""")
            .ShouldBe(Read("""{"type":"stdio","command":"c","credentials":[{"name":"A","env":"A"},{"name":"B","env":"B"}]}"""));

    [Fact]
    [Trait("criterion", "BND-5")]
    public void All_faults_come_together_each_under_its_path()
    {
        var faults = Faults("""
            {"type":"stdio","url":"https://a.example","args":[1,"a\u0000b"],"cwd":"here","env":{"PATH":"/x","LD_PRELOAD":"x","SWITCHYARD_DATABASE":"x","9":"x","OK":"x"},"headers":{"A":"b"},"protocol":"2023-01-01",
             "credentials":[{"name":"B","env":"HOME"},{"name":"B","env":"X"},{"name":"C"},{"name":"D","env":"Y","fileEnv":"Z"},{"name":"a b","header":"A"},{"name":"F","env":"X"},{"name":"G","env":7}],
             "allow":[""],"limits":{"calls":0,"colour":1},"timeouts":{"start":"0s","drain":"2h"},"insecure":true,"shell":true}
            """);

        faults.Select(fault => fault.Field).ShouldBe(
            [
                "command", "url", "args[0]", "args[1]", "cwd", "env.PATH", "env.LD_PRELOAD", "env.SWITCHYARD_DATABASE", "env.9", "headers", "protocol", "insecure",
                "credentials[0].env", "credentials[1].name", "credentials[2]", "credentials[3]", "credentials[4].name", "credentials[4].header", "credentials[5].env", "credentials[6].env",
                "allow[0]", "limits.calls", "limits.colour", "timeouts.start", "timeouts.drain", "shell",
            ],
            ignoreOrder: true);
        faults.Single(fault => fault.Field == "protocol").Detail.ShouldContain("2024-11-05, 2025-03-26, 2025-06-18, 2025-11-25, 2026-07-28");
    }

    [Theory]
    [InlineData("""{"type":"http"}""", "url")]
    [InlineData("""{"type":"http","url":"ftp://a.example"}""", "url")]
    [InlineData("""{"type":"http","url":"http://a.example"}""", "url")]
    [InlineData("""{"type":"http","url":"https://u:p@a.example"}""", "url")]
    [InlineData("""{"type":"http","url":"https://a.example/#x"}""", "url")]
    [InlineData("""{"type":"http","url":"https://a.example/ x"}""", "url")]
    [InlineData("""{"type":"http","url":"https://a.example","command":"c"}""", "command")]
    [InlineData("""{"type":"http","url":"https://a.example","args":["c"]}""", "args")]
    [InlineData("""{"type":"http","url":"https://a.example","env":{"A":"b"}}""", "env")]
    [InlineData("""{"type":"http","url":"https://a.example","cwd":"/"}""", "cwd")]
    [InlineData("""{"type":"http","url":"https://a.example","headers":{"Host":"x"}}""", "headers.Host")]
    [InlineData("""{"type":"http","url":"https://a.example","headers":{"Mcp-Session-Id":"x"}}""", "headers.Mcp-Session-Id")]
    [InlineData("""{"type":"http","url":"https://a.example","headers":{"X-A":"a\r\nX-B: c"}}""", "headers.X-A")]
    [InlineData("""{"type":"http","url":"https://a.example","credentials":[{"name":"K","env":"K"}]}""", "credentials[0].env")]
    [InlineData("""{"type":"http","url":"https://a.example","credentials":[{"name":"K","header":"X-K"},{"name":"L","header":"x-k"}]}""", "credentials[1].header")]
    [InlineData("""{"type":"stdio","command":"c","credentials":[{"name":"K","env":"K","value":"v"}]}""", "credentials[0].value")]
    [InlineData("""{"type":"http","url":"https://a.example","exclusive":true,"authorization":{"per":"user"}}""", "authorization.per")]
    [InlineData("""{"type":"mcpb"}""", "archive")]
    [InlineData("""{"type":"docker","command":7}""", "type command")]
    [InlineData("""{}""", "type")]
    [InlineData("""{"type":"stdio","command":"a\u0000b"}""", "command")]
    [InlineData("""{"type":"stdio","command":" "}""", "command")]
    public void What_can_not_be_is_named(string json, string fields) => string.Join(' ', Faults(json).Select(fault => fault.Field).Order().Reverse()).ShouldBe(fields);

    [Fact]
    public void A_file_may_give_values_and_an_empty_one_counts_as_absent()
    {
        var faults = new FaultList();
        var definition = BundleDefinitionJson.Read(
            new JsonFields(JsonElement.Parse("""{"type":"stdio","command":"c","credentials":[{"name":"A","env":"A","value":"secret"},{"name":"B","env":"B","value":""}]}"""), faults, ""), withValues: true);

        faults.ShouldBeEmpty();
        definition.Credentials.Select(field => field.Default?.Reveal()).ShouldBe(["secret", null]);
        BundleDefinitionJson.Write(definition).ShouldNotContain("secret");
    }

    [Fact]
    [Trait("criterion", "BND-25")]
    public void At_most_64_fields_of_64_KiB()
    {
        Faults(Credentials(64)).ShouldBeEmpty();
        Faults(Credentials(65)).Select(fault => fault.Field).ShouldBe(["credentials"]);

        var field = new CredentialField { Name = "A", FileEnv = "A" };
        CredentialRules.ValueFault(field, new string('é', CredentialRules.MaxBytes / 2)).ShouldBeNull();
        CredentialRules.ValueFault(field, new string('é', (CredentialRules.MaxBytes / 2) + 1)).ShouldNotBeNull();
        CredentialRules.ValueFault(new CredentialField { Name = "A", Env = "A" }, "a\0b").ShouldNotBeNull();
        CredentialRules.ValueFault(new CredentialField { Name = "A", Header = "A" }, "a\nb").ShouldNotBeNull();

        static string Credentials(int count) =>
            $$"""{"type":"stdio","command":"c","credentials":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"name":"F{{i}}","env":"F{{i}}"}"""))}}]}""";
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "anything", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("read_*", "read_file", true)]
    [InlineData("read_*", "Read_file", false)]
    [InlineData("*_file", "read_file", true)]
    [InlineData("*_file", "read_files", false)]
    [InlineData("?", "ab", false)]
    [InlineData("a?c*e", "abcde", true)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("a*b*c", "aXbYbZ", false)]
    [InlineData("[a]", "a", false)]
    [InlineData("**a**", "bab", true)]
    public void A_pattern_is_the_whole_name(string pattern, string name, bool fits) => BundlePattern.IsMatch(pattern, name).ShouldBe(fits);

    [Fact]
    [Trait("criterion", "TOL-5")]
    public void A_pattern_full_of_stars_takes_no_exponential_time() => BundlePattern.IsMatch(string.Concat(Enumerable.Repeat("*a", 128)), new string('a', 256) + "b").ShouldBeFalse();

    [Theory]
    [Trait("criterion", "TOL-5")]
    [InlineData("*a", 1)]
    [InlineData("*aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", 4)]
    [InlineData("*?", 128)]
    [InlineData("a?", 128)]
    [InlineData("*a*b", 64)]
    public void No_pattern_and_no_name_makes_a_match_take_long(string part, int times)
    {
        var pattern = string.Concat(Enumerable.Repeat(part, times));
        pattern.Length.ShouldBeLessThanOrEqualTo(BundlePattern.MaxLength);

        // The longest names that are looked at, and one as long as the body of a request may be.
        foreach (var name in (string[])[new string('a', BundlePattern.MaxNameLength), new string('a', BundlePattern.MaxNameLength - 1) + "c", new string('a', 32 << 20)])
        {
            // The shortest of a few: a machine that is busy is not the pattern's fault.
            Enumerable.Range(0, 5).Min(_ => Measure(pattern, name)).ShouldBeLessThan(TimeSpan.FromMilliseconds(50));
        }

        static TimeSpan Measure(string pattern, string name)
        {
            var from = TimeProvider.System.GetTimestamp();
            BundlePattern.IsMatch(pattern, name);
            return TimeProvider.System.GetElapsedTime(from);
        }
    }

    [Fact]
    [Trait("criterion", "TOL-5")]
    public void A_name_that_is_too_long_fits_no_pattern() =>
        (BundlePattern.IsMatch("*", new string('a', BundlePattern.MaxNameLength)), BundlePattern.IsMatch("*", new string('a', BundlePattern.MaxNameLength + 1))).ShouldBe((true, false));

    [Theory]
    [InlineData("files", true)]
    [InlineData("a-1", true)]
    [InlineData("mcp", true)]
    [InlineData("a__b", false)]
    [InlineData("A", false)]
    [InlineData("-a", false)]
    [InlineData("", false)]
    public void A_bundle_has_a_name_that_fits_into_paths_and_tool_names(string name, bool fits) => (BundleRules.NameFault(name) is null).ShouldBe(fits);

    private static BundleDefinition Read(string json)
    {
        var faults = new FaultList();
        var fields = new JsonFields(JsonElement.Parse(json), faults, "");
        var definition = BundleDefinitionJson.Read(fields, withValues: false);
        fields.Finish();
        faults.ShouldBeEmpty();
        return definition;
    }

    private static FaultList Faults(string json)
    {
        var faults = new FaultList();
        var fields = new JsonFields(JsonElement.Parse(json), faults, "");
        BundleDefinitionJson.Read(fields, withValues: false);
        fields.Finish();
        return faults;
    }
}
