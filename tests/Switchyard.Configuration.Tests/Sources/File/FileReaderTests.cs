using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.File;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Model.Limits;
using Switchyard.Model.Origins;
using Switchyard.Model.Providers;
using Switchyard.Model.Recording;
using Switchyard.Model.Routing;

namespace Switchyard.Configuration.Tests.Sources.File;

public sealed class FileReaderTests
{
    private const string Everything = """
        version: 1
        requires:
          switchyard: 0.1.0
          features: [providers, limits]
        server:
          limits: {bodyBytes: 1048576, jsonDepth: 64, eventBytes: 65536}
          drainCeiling: 5m
          hub: {pollInterval: 500ms}
          streaming: {heartbeat: 5s, slowFlush: 100ms, stall: 30s}
          egress:
            allow: [127.0.0.0/8, "::1", vllm.internal]
        providers:
          - name: openai
            type: openai
            baseUrl: https://api.openai.com/v1
            displayName: OpenAI
            allowByok: true
            settings:
              timeouts: {connect: 2s}
            keys:
              - key: ${OPENAI_KEY}
                label: first
              - key: ${MISSING:-sk-fallback}
                enabled: false
          - name: gone
            remove: true
        routes:
          - name: fast
            targets:
              - {provider: openai, model: gpt-4o-mini}
        limits:
          - {name: per-user, scope: user, requestsPerMinute: 60, concurrency: 4, budget: 12.5, warnAt: [1, 0.5, 1.0]}
        prices:
          - {provider: openai, model: gpt-4o*, input: 2.5, output: 10, cacheRead: 1.25, from: 2026-01-01T00:00:00Z}
        access: {byok: false}
        recording:
          prompts: hash
          onFailure: serve
          retention: 30d
          journal: {sync: 100ms, batch: 100, interval: 2s, maxBytes: 1073741824}
          dumpDirectory: /var/tmp/dumps
          dumpMaxFiles: 10
          dumpMaxBytes: 4096
        telemetry: {maxModels: 50}
        """;

    [Fact]
    [Trait("criterion", "PRV-64")]
    public void A_budget_has_warnings_by_default_and_its_faults_name_the_field()
    {
        var limit = Good("v.yaml", "version: 1\nlimits:\n  - {name: x, scope: user, budget: 3}\n").Limits[0].Value!;
        limit.WarnAt.ShouldBe([0.85m, 1m]);
        limit.ShouldBe(limit with { WarnAt = [0.85m, 1.0m] });
        limit.ShouldNotBe(limit with { WarnAt = [0.5m] });
        Faults("v.yaml", "version: 1\nlimits:\n  - {name: x, budget: 0, warnAt: [0, 0.5, 1.1]}\n  - {name: y, warnAt: [0.5]}\n")
            .Select(fault => fault.Path).ShouldBe(["limits[0].budget", "limits[0].warnAt[0]", "limits[0].warnAt[2]", "limits[1].warnAt"], ignoreOrder: true);
    }

    [Fact]
    public void Every_section_is_read()
    {
        var part = Good("all.yaml", Everything);

        var openai = part.Providers[0].Value.ShouldNotBeNull();
        openai.Id.ShouldBe(FileIds.OfProvider("openai"));
        (openai.Name, openai.Type, openai.DisplayName, openai.BaseUrl, openai.AllowByok).ShouldBe(("openai", ProviderType.OpenAI, "OpenAI", "https://api.openai.com/v1", true));
        openai.Settings.Timeouts.Connect.ShouldBe(TimeSpan.FromSeconds(2));
        openai.Origin.ShouldBe(new Origin(OriginKind.File, "all.yaml", 13));
        openai.Keys.Select(key => (key.Position, key.Label, key.Enabled, key.Value!.Reveal())).ShouldBe([(0, "first", true, "sk-from-environment"), (1, "", false, "sk-fallback")]);
        part.Providers[1].ShouldBe(new NamedObject<ProviderConfig>("gone", null, new Origin(OriginKind.File, "all.yaml", 25)));
        part.Routes.ShouldHaveSingleItem().Value.ShouldBe(new RouteConfig("fast", [new RouteTarget("openai", "gpt-4o-mini")]));
        var limit = part.Limits.ShouldHaveSingleItem().Value.ShouldNotBeNull();
        (limit.Scope, limit.RequestsPerMinute, limit.Concurrency, limit.Budget).ShouldBe((LimitScope.User, 60, 4, 12.5m));
        limit.WarnAt.ShouldBe([0.5m, 1m]);
        var price = part.Prices.ShouldHaveSingleItem().Value.ShouldNotBeNull();
        (price.Model, price.Input, price.CacheRead, price.From).ShouldBe(("gpt-4o*", 2.5m, 1.25m, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        var server = part.Server.ShouldNotBeNull();
        (server.MaxBodyBytes, server.MaxJsonDepth, server.DrainCeiling, server.HubPollInterval)
            .ShouldBe((1 << 20, 64, TimeSpan.FromMinutes(5), TimeSpan.FromMilliseconds(500)));
        server.EgressAllow.ShouldBe(["127.0.0.0/8", "::1", "vllm.internal"]);
        part.Access.ShouldNotBeNull().Byok.ShouldBeFalse();
        var recording = part.Recording.ShouldNotBeNull();
        (recording.Prompts, recording.ServeOnFailure, recording.Retention, recording.BatchSize).ShouldBe((PromptRecording.Hash, true, TimeSpan.FromDays(30), 100));
        (recording.DumpDirectory, recording.DumpMaxFiles, recording.DumpMaxBytes).ShouldBe(("/var/tmp/dumps", 10, 4096));
        part.MaxModelLabels.ShouldBe(50);
    }

    [Fact]
    public void Json_means_the_same_as_yaml()
    {
        const string Json = """{"version": 1, "providers": [{"name": "a", "type": "openai", "baseUrl": "https://a.example", "keys": [{"key": "${OPENAI_KEY}"}]}], "access": {"byok": false}}""";
        var json = Good("a.json", Json);
        var yaml = Good("a.yaml", Json);

        (json.Providers[0].Value! with { Origin = Origin.Database }).ShouldBe(yaml.Providers[0].Value! with { Origin = Origin.Database });
        json.Access.ShouldBe(yaml.Access);
    }

    [Fact]
    [Trait("criterion", "CFG-4")]
    public void Every_fault_comes_at_once_with_its_place()
    {
        var faults = Faults("bad.yaml", """
            version: 1
            servers: {}
            providers:
              - name: Open AI
                type: gemini
                baseUrl: /v1
                colour: red
                keys:
                  - {key: "", lable: x}
              - type: openai
                baseUrl: https://b.example
                settings:
                  timeouts:
                    connect: soon
            limits:
              - {name: a, requestsPerMinute: many}
              - {name: a}
            recording:
              dumpDirectory: dumps
              dumpMaxFiles: 0
              dumpMaxBytes: 1
            """);

        faults.Select(fault => $"{fault.Line}:{fault.Column} {fault.Path}").ShouldBe(
        [
            "2:1 servers",
            "4:5 providers[0].name",
            "5:5 providers[0].type",
            "6:5 providers[0].baseUrl",
            "7:5 providers[0].colour",
            "9:10 providers[0].keys[0].key",
            "9:19 providers[0].keys[0].lable",
            "10:5 providers[1].name",
            "14:9 providers[1].settings.timeouts.connect",
            "16:15 limits[0].requestsPerMinute",
            "17:6 limits[1].name",
            "19:3 recording.dumpDirectory",
            "20:3 recording.dumpMaxFiles",
            "21:3 recording.dumpMaxBytes",
        ], ignoreOrder: false);
        faults[0].ToString().ShouldStartWith("bad.yaml:2:1: servers: Unknown field");
    }

    [Theory]
    [Trait("criterion", "CFG-4")]
    [InlineData("version: 1\nversion: 1\n", 2, 1, "twice")]
    [InlineData("version: 1\naccess: {byok: true, byok: false}\n", 2, 22, "twice")]
    [InlineData("version: 1\naccess: [", 2, 0, "YAML")]
    [InlineData("version: 1\n\tx: 1\n", 2, 0, "YAML")]
    [InlineData("version: 1\n---\nversion: 1\n", 2, 1, "second document")]
    [InlineData("version: 1\naccess: *nowhere\n", 2, 9, "alias")]
    [InlineData("version: 1\naccess: &a {byok: *a}\n", 2, 19, "alias")]
    [InlineData("version: 1\naccess: !!binary abcd\n", 2, 9, "Tags")]
    [InlineData("version: 1\n? [a]\n: b\n", 2, 3, "key")]
    [InlineData("", 1, 1, "empty")]
    [InlineData("# nothing\n", 1, 1, "empty")]
    [InlineData("text", 1, 1, "object")]
    [InlineData("- 1", 1, 1, "object")]
    [InlineData("version: 1\naccess: {byok: \"\\ud800\"}\n", 2, 0, "")]
    public void A_broken_file_says_where(string yaml, int line, int column, string words)
    {
        var fault = Faults("broken.yaml", yaml).First(fault => fault.Detail.Contains(words, StringComparison.OrdinalIgnoreCase));
        fault.Line.ShouldBe(line);
        if (column > 0)
        {
            fault.Column.ShouldBe(column);
        }
    }

    [Theory]
    [Trait("criterion", "CFG-4")]
    [InlineData("{", 1)]
    [InlineData("{\"version\": 1,\n}", 2)]
    [InlineData("{\"version\": 1}\n{}", 2)]
    [InlineData("{\"version\": 1,\n\"access\": canary-secret}", 2)]
    [InlineData("", 1)]
    [InlineData("{\"version\": 1,\n\"access\": {\"byok\": \"\\ud800\"}}", 2)]
    public void Broken_json_says_where_and_repeats_nothing(string json, int line)
    {
        var fault = Faults("broken.json", json)[0];
        fault.Line.ShouldBe(line);
        fault.Detail.ShouldNotContain("canary");
    }

    [Fact]
    [Trait("criterion", "CFG-4")]
    public void Aliases_may_be_used_but_not_to_grow()
    {
        Good("alias.yaml", """
            version: 1
            providers:
              - {name: a, type: openai, baseUrl: https://a.example, settings: &slow {timeouts: {connect: 9s}}, keys: [{key: sk-a}]}
              - {name: b, type: openai, baseUrl: https://b.example, settings: *slow, keys: [{key: sk-b}]}
            """).Providers[1].Value!.Settings.Timeouts.Connect.ShouldBe(TimeSpan.FromSeconds(9));

        var bomb = new StringBuilder("version: 1\na: &a [x, x, x, x, x, x, x, x, x, x]\n");
        for (var level = 'b'; level <= 'z'; level++)
        {
            var before = (char)(level - 1);
            bomb.Append($"{level}: &{level} [{string.Join(", ", Enumerable.Repeat($"*{before}", 10))}]\n");
        }

        Faults("bomb.yaml", bomb.ToString()).ShouldHaveSingleItem().Detail.ShouldContain("aliases");
    }

    [Theory]
    [Trait("criterion", "CFG-4")]
    [InlineData("deep.yaml")]
    [InlineData("deep.json")]
    public void Nesting_has_a_limit(string file)
    {
        Faults(file, $$"""{"version": 1, "x": {{new string('[', 62)}}{{new string(']', 62)}}}""").ShouldHaveSingleItem().Path.ShouldBe("x");
        Faults(file, $$"""{"version": 1, "x": {{new string('[', 64)}}{{new string(']', 64)}}}""").ShouldHaveSingleItem().Detail.ShouldContain("64");
        Faults(file, new string('[', 100_000)).ShouldHaveSingleItem();
    }

    [Theory]
    [Trait("criterion", "CFG-5")]
    [InlineData("access: {}", "version")]
    [InlineData("version: 2", "version")]
    [InlineData("version: one", "version")]
    [InlineData("{version: 1, requires: {switchyard: 99.0.0}}", "requires.switchyard")]
    [InlineData("{version: 1, requires: {switchyard: soon}}", "requires.switchyard")]
    [InlineData("{version: 1, requires: {features: [providers, teleport]}}", "requires.features[1]")]
    [InlineData("{version: 1, requires: {moon: full}}", "requires.moon")]
    public void What_is_not_understood_is_refused_by_name(string yaml, string path) => Faults("needs.yaml", yaml).ShouldHaveSingleItem().Path.ShouldBe(path);

    [Theory]
    [Trait("criterion", "CFG-3")]
    [InlineData("${OPENAI_KEY}", "sk-from-environment")]
    [InlineData("\"${OPENAI_KEY}\"", "sk-from-environment")]
    [InlineData("'a-${NAME}-z'", "a-name-z")]
    [InlineData("${NONE:-default}", "default")]
    [InlineData("${EMPTY:-default}", "default")]
    [InlineData("${NAME:-default}", "name")]
    [InlineData("${NONE:-}x", "x")]
    [InlineData("a$$b", "a$b")]
    [InlineData("$${NAME}", "${NAME}")]
    [InlineData("cost$5", "cost$5")]
    [InlineData("end$", "end$")]
    [InlineData("${NUMBER}", "12345")]
    [InlineData("${TRICKY}", "{a: [b, ${NAME}]}")]
    [InlineData("${TRUTH}", "true")]
    public void Variables_are_expanded_once_and_stay_text(string written, string expected) =>
        Good("v.yaml", $"version: 1\nlimits:\n  - {{name: x, scope: user, match: {Quote(written)}}}\n").Limits[0].Value!.Match.ShouldBe(expected);

    [Fact]
    [Trait("criterion", "CFG-3")]
    public void A_variable_may_stand_for_a_number_but_a_key_is_never_expanded()
    {
        Good("n.yaml", "version: 1\ntelemetry:\n  maxModels: ${SMALL}\n").MaxModelLabels.ShouldBe(7);
        Good("n.json", """{"version": 1, "telemetry": {"maxModels": "${SMALL}"}, "access": {"byok": "${TRUTH}"}}""").MaxModelLabels.ShouldBe(7);
        Faults("q.json", """{"version": 1, "telemetry": {"maxModels": "7"}}""").ShouldHaveSingleItem().Path.ShouldBe("telemetry.maxModels");
        Faults("k.yaml", "version: 1\n${NAME}: 1\n").ShouldHaveSingleItem().Path.ShouldBe("${NAME}");
    }

    [Theory]
    [Trait("criterion", "CFG-3")]
    [InlineData("${NONE}", "NONE")]
    [InlineData("${}", "reference")]
    [InlineData("${1A}", "reference")]
    [InlineData("${file:/etc/passwd}", "reference")]
    [InlineData("${NAME", "closed")]
    public void A_bad_reference_names_its_place(string written, string words)
    {
        var fault = Faults("v.yaml", $"version: 1\nlimits:\n  - {{name: x, scope: user, match: \"{written}\"}}\n").ShouldHaveSingleItem();
        (fault.Line, fault.Column, fault.Path).ShouldBe((3, 35, "limits[0].match"));
        fault.Detail.ShouldContain(words);
    }

    [Fact]
    [Trait("criterion", "PRV-32")]
    public void No_fault_repeats_a_secret()
    {
        var faults = Faults("s.yaml", """
            version: 1
            providers:
              - name: a
                type: openai
                baseUrl: https://a.example
                keys:
                  - key: canary secret with spaces
                  - key: [canary]
                  - key: canary-same
                  - key: canary-same
            """);
        faults.Count.ShouldBeGreaterThanOrEqualTo(3);
        string.Join('\n', faults).ShouldNotContain("canary");
    }

    [Fact]
    public void Random_text_never_crashes_the_reader()
    {
        string[] pieces = ["version: 1", "\n", "  ", "- ", "{", "}", "[", "]", ": ", ",", "&a ", "*a", "!!str ", "|\n", ">\n", "'", "\"", "\\u", "d800", "#", "${", "}", "$$", "a", "1", "null", "---\n", "?", "\t", "%", "@", "providers", "name", "\u0000", "\ud83d", "é"];
        var texts = Gen.Elements(pieces).ArrayOf().Select(string.Concat).ToArbitrary();
        Prop.ForAll(texts, text =>
        {
            Reader().Read("r.yaml", text);
            Reader().Read("r.json", text);
            Reader().Read("r.yaml", "version: 1\n" + text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    internal static FileReader Reader() => new(name => name switch
    {
        "OPENAI_KEY" => "sk-from-environment",
        "NAME" => "name",
        "EMPTY" => "",
        "NUMBER" => "12345",
        "SMALL" => "7",
        "TRUTH" => "true",
        "TRICKY" => "{a: [b, ${NAME}]}",
        _ => null,
    });

    private static string Quote(string written) => written.Contains('{', StringComparison.Ordinal) && written[0] is not ('"' or '\'') ? $"\"{written}\"" : written;

    private static FilePart Good(string file, string text)
    {
        var (part, faults) = Reader().Read(file, text);
        faults.ShouldBeEmpty();
        return part;
    }

    private static IReadOnlyList<ConfigurationFault> Faults(string file, string text) => Reader().Read(file, text).Faults;
}
