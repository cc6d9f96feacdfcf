using System.Text.Json;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Documents;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;
using static Switchyard.Admin.Tests.Documents.DocumentCalls;

namespace Switchyard.Admin.Tests.Probation;

/// <summary>A change whose modules fail soon after it is taken back.</summary>
public sealed class ProbationTests
{
    private const string Config = "/api/v1/modules/request-log/config";
    private const string One = """{"sample":0.1}""";
    private const string Two = """{"sample":0.2}""";

    private readonly ScriptedModules _modules = new();

    [Fact]
    [Trait("criterion", "CFG-49")]
    public async Task A_module_that_fails_within_its_probation_has_its_change_undone_as_a_new_revision_and_nothing_else()
    {
        await using var plane = await StartAsync();
        var before = (await plane.Http.SendAsync("GET", Config)).Text;
        var changed = await ChangeAsync(plane, One);
        var other = await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"));

        _modules.Fail("request-log", changed);
        var undone = await UndoneAsync(plane, other.Revision);

        undone.GetProperty("author").GetString().ShouldBe("probation");
        undone.GetProperty("comment").GetString().ShouldBe("rolled back by probation: The module 'request-log' does not answer.");
        undone.GetProperty("origin").GetString().ShouldBe("rollback");
        undone.GetProperty("summary").GetString().ShouldBe($"config.rollback revision {changed}");
        (await plane.Http.SendAsync("GET", Config)).Text.ShouldBe(before);
        (await plane.Client.Providers.GetAsync("main")).Name.ShouldBe("main", "what changed besides stays");
    }

    [Fact]
    [Trait("criterion", "CFG-49")]
    public async Task A_document_that_brought_the_module_returns_to_its_former_text()
    {
        await using var plane = await StartAsync();
        await plane.AppliedAsync(await plane.PutAsync("team", Module(1)));
        var second = await plane.PutAsync("team", Module(2));
        await plane.AppliedAsync(second);
        var revision = long.Parse(second.Headers["X-Switchyard-Revision"], System.Globalization.CultureInfo.InvariantCulture);

        _modules.Fail("mine", revision);
        await UndoneAsync(plane, revision);

        (await plane.Http.SendAsync("GET", $"{Root}/team?raw=true")).Text.ShouldBe(Module(1));
    }

    [Fact]
    [Trait("criterion", "CFG-49")]
    public async Task Nobody_undoes_what_somebody_has_changed_since_or_what_a_rollback_brought()
    {
        await using var plane = await StartAsync();
        var first = await ChangeAsync(plane, One);
        var second = await ChangeAsync(plane, Two);
        _modules.Fail("request-log", first);
        await _modules.LookedAfterAsync();
        (await plane.Client.Revisions.ListAsync()).Items[0].Number.ShouldBe(second);
        _modules.Fail("request-log", second);
        var undone = (await UndoneAsync(plane, second)).GetProperty("revision").GetInt64();
        await plane.Configuration.WaitForRevisionAsync(undone, Patience.Token);

        // What came back fails, too: it is left, or the two would take turns for ever.
        _modules.Fail("request-log", undone);
        await _modules.LookedAfterAsync();
        plane.Parts.Logs.Lines.ShouldContain(line => line.Contains("can not be rolled back from here", StringComparison.Ordinal));

        (await plane.Client.Revisions.ListAsync()).Items[0].Number.ShouldBe(undone);
    }

    [Theory]
    [InlineData("30s")]
    [InlineData("0s")]
    [Trait("criterion", "CFG-49")]
    public async Task After_its_time_and_with_no_time_at_all_nothing_is_undone(string probation)
    {
        var time = new FakeTime();
        await using var plane = await StartAsync(time);
        await plane.AppliedAsync(await plane.PutAsync("terms", $"version: 1\nserver: {{reload: {{probation: {probation}}}}}\n"));
        var changed = await ChangeAsync(plane, One);
        if (probation == "0s")
        {
            _modules.Fail("request-log", changed);
            time.Advance(TimeSpan.FromSeconds(5));
            await ChangeAsync(plane, Two);
            _modules.Checks.ShouldBeLessThanOrEqualTo(1, "only the change that turned it off may have been looked after");
        }
        else
        {
            await _modules.LookedAfterAsync(time);
            time.Advance(TimeSpan.FromSeconds(31));
            var next = await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"));
            await plane.Configuration.WaitForRevisionAsync(next.Revision, Patience.Token);
            _modules.Fail("request-log", changed);
            await _modules.LookedAfterAsync(time);
        }

        (await plane.Client.Revisions.ListAsync()).Items[0].Author.ShouldBe("bootstrap");
    }

    private static string Module(int number) => $"version: 1\nmodules:\n- {{name: mine, type: log.requests, config: {{sample: 0.{number}}}}}\n";

    private async Task<ControlPlane> StartAsync(TimeProvider? time = null) => await ControlPlane.StartAsync(new ControlPlaneParts { Modules = _modules, Time = time ?? TimeProvider.System });

    private static async Task<long> ChangeAsync(ControlPlane plane, string config)
    {
        var answer = await plane.Http.SendAsync("PUT", Config, config);
        answer.Status.ShouldBe(System.Net.HttpStatusCode.OK, answer.Text);
        await plane.AppliedAsync(answer);
        return long.Parse(answer.Headers["X-Switchyard-Revision"], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The first revision after <paramref name="revision"/>, when there is one.</summary>
    private static async Task<JsonElement> UndoneAsync(ControlPlane plane, long revision)
    {
        await plane.Configuration.WaitForRevisionAsync(revision + 1, Patience.Token);
        return (await plane.Http.SendAsync("GET", $"/api/v1/config/revisions/{revision + 1}")).Json;
    }
}
