using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Sources.File;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Composition;

public sealed class ConfigCheckTests
{
    private const string Good = "version: 1\nproviders:\n  - {name: a, type: openai, baseUrl: 'https://a.example', keys: [{key: \"${KEY}\"}]}\n";

    private static CancellationToken Ended => Patience.Token;

    [Fact]
    public void A_good_text_shows_what_it_makes()
    {
        var result = ConfigCheck.Text("a.yaml", Good, _ => "sk-a");
        result.Faults.ShouldBeEmpty();
        result.Model!.Providers.ShouldHaveSingleItem().Error.ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "CFG-4")]
    public void A_bad_text_shows_its_faults()
    {
        var result = ConfigCheck.Text("a.yaml", Good + "x: 1\n", _ => null);
        result.Model.ShouldBeNull();
        result.Faults.Select(fault => fault.Path).ShouldBe(["providers[0].keys[0].key", "x"]);
    }

    [Fact]
    [Trait("criterion", "CFG-56")]
    public async Task The_check_and_the_node_say_the_same()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var file = storage.Write("a.yaml", "version: 1\ny: 1\nroutes: [{name: a/b}]\n");
        var node = storage.Node([file]);
        await node.StartAsync();

        var told = await Should.ThrowAsync<Switchyard.Configuration.Sources.ConfigurationRejectedException>(() => node.Status.First.WaitAsync(Ended));
        (await ConfigCheck.FilesAsync([file], Ended)).Faults.ShouldBe(told.Faults);
        (await ConfigCheck.FilesAsync([storage.Directory + "/none.yaml"], Ended)).Faults.ShouldHaveSingleItem().Detail.ShouldBe("Does not exist.");
    }

    [Fact]
    [Trait("criterion", "CFG-60")]
    public void A_text_of_somebody_else_is_judged_without_the_environment_of_this_process()
    {
        // PATH is set in every process; the answer must not even tell that.
        const string Text = """
            version: 1
            server: {limits: {bodyBytes: "${PATH}", headers: "${NOT_SET_ANYWHERE}", jsonDepth: "${PATH:-9}"}, drainCeiling: "${PATH:-soon}"}
            providers:
              - name: "${HOME}"
                type: openai
                baseUrl: https://${HOSTNAME}/v1
                keys: [{key: "${PATH}"}]
              - {name: b, type: bedrock, settings: {region: "${REGION}", accessKeyId: "${ID}", secretAccessKey: "${KEY}"}}
            """;

        var result = ConfigCheck.Foreign("a.yaml", Text, FileFormat.Yaml);

        result.Faults.ShouldHaveSingleItem().ToString().ShouldBe("a.yaml:2:99: server.drainCeiling: Must be a duration such as 250ms, 30s, 15m, 2h or 60d.");
        result.Unknown.Select(reference => (reference.Variable, reference.Line, reference.Path)).ShouldBe(
        [
            ("PATH", 2, "server.limits.bodyBytes"),
            ("NOT_SET_ANYWHERE", 2, "server.limits.headers"),
            ("HOME", 4, "providers[0].name"),
            ("HOSTNAME", 6, "providers[0].baseUrl"),
            ("PATH", 7, "providers[0].keys[0].key"),
            ("REGION", 8, "providers[1].settings.region"),
            ("ID", 8, "providers[1].settings.accessKeyId"),
            ("KEY", 8, "providers[1].settings.secretAccessKey"),
        ]);
        ConfigCheck.Foreign("a.yaml", Text.Replace(":-soon", ":-5m", StringComparison.Ordinal), FileFormat.Yaml).Model.ShouldNotBeNull().Server.MaxJsonDepth.ShouldBe(9);
    }

    [Fact]
    [Trait("criterion", "CFG-60")]
    public void An_alias_of_an_unknown_value_is_not_judged_at_its_other_place_either()
    {
        var result = ConfigCheck.Foreign("a.yaml", "version: 1\nserver:\n  limits:\n    headers: &n \"${N}\"\n    jsonDepth: *n\n", FileFormat.Yaml);

        result.Faults.ShouldBeEmpty();
        result.Unknown.Select(reference => reference.Path).ShouldBe(["server.limits.headers", "server.limits.jsonDepth"]);
    }

    [Fact]
    [Trait("criterion", "CFG-60")]
    public void Json_is_read_as_json_whatever_the_file_is_called()
    {
        ConfigCheck.Foreign("a.yaml", "{\"version\": 1,}", FileFormat.Json).Faults.ShouldHaveSingleItem().Detail.ShouldStartWith("Is not valid JSON");
        ConfigCheck.Foreign("a.json", "version: 1", FileFormat.Yaml).IsGood.ShouldBeTrue();
    }
}
