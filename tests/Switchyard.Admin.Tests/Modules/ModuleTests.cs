using System.Net;
using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Operators;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Configuration.Reloading;
using Microsoft.Extensions.DependencyInjection;

namespace Switchyard.Admin.Tests.Modules;

/// <summary><c>/modules</c> and <c>/modules/{name}/config</c>.</summary>
public sealed class ModuleTests
{
    private const string Log = "/api/v1/modules/request-log/config";

    [Fact]
    [Trait("criterion", "CFG-67")]
    public async Task A_node_without_any_file_has_modules_of_every_type_that_say_what_they_are()
    {
        await using var plane = await ControlPlane.StartAsync();

        var modules = (await plane.Client.Modules.ListAsync()).Items;

        modules.Select(module => module.Type).Order(StringComparer.Ordinal).ShouldBe(
            ["budget.cost", "cache.exact", "guardrail.regex", "header.transform", "log.requests", "ratelimit.requests", "ratelimit.tokens", "retry", "route.fallback", "route.weighted"]);
        modules.Select(module => module.Position).ShouldBe(Enumerable.Range(0, 10));
        modules.ShouldAllBe(module => module.Class == "in place" && module.Origin == "default" && module.Enabled && module.Health != null && module.AppliedRevision != null);
        var pages = await plane.Client.Modules.ListAsync(limit: 4);
        (pages.Items.Count, (await plane.Client.Modules.ListAsync(limit: 4, pages.Next)).Items[0].Position).ShouldBe((4, 4));
    }

    [Fact]
    [Trait("criterion", "CFG-64")]
    [Trait("criterion", "CFG-66")]
    [Trait("criterion", "CFG-11")]
    public async Task A_configuration_that_is_put_is_stored_audited_in_the_history_and_in_force()
    {
        await using var plane = await ControlPlane.StartAsync();
        var before = await plane.Http.SendAsync("GET", Log);
        before.Text.ShouldBe("""{"sample":0,"failures":false,"slowerThan":"0s"}""");

        var answer = await plane.Http.SendAsync("PUT", Log, """{"sample":0.50}""");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        var revision = answer.Json.GetProperty("revision").GetInt64();
        answer.Headers["X-Switchyard-Revision"].ShouldBe(revision.ToString());
        answer.Json.GetProperty("config").GetRawText().ShouldBe("""{"sample":0.5,"failures":false,"slowerThan":"0s"}""");
        var after = await plane.Http.SendAsync("GET", Log);
        after.Text.ShouldBe("""{"sample":0.5,"failures":false,"slowerThan":"0s"}""");
        after.Headers["ETag"].ShouldBe(answer.Headers["ETag"]);
        after.Headers["ETag"].ShouldNotBe(before.Headers["ETag"]);

        await plane.Services.GetRequiredService<ConfigurationStatus>().WaitForRevisionAsync(revision, Testing.Runs.Patience.Token);
        var module = (await plane.Client.Modules.ListAsync()).Items.Single(found => found.Name == "request-log");
        (module.Origin, module.AppliedRevision).ShouldBe(("database", revision));
        var audit = (await plane.Client.Audit.ListAsync()).Items.First(row => row.Action == "module.update");
        (audit.EntityName, audit.ActorName).ShouldBe(("request-log", (await plane.Http.SendAsync("GET", $"/api/v1/config/revisions/{revision}")).Json.GetProperty("author").GetString()!));
        (await plane.Http.SendAsync("GET", $"/api/v1/config/revisions/{revision}")).Json.GetProperty("summary").GetString().ShouldBe("module.update request-log");

        var again = await plane.Http.SendAsync("PUT", Log, """{"sample":0.5,"slowerThan":"0s","failures":false}""");
        (again.Headers["X-Switchyard-Revision"], again.Headers["ETag"]).ShouldBe((revision.ToString(), answer.Headers["ETag"]), "equal meaning is no change");
    }

    [Fact]
    [Trait("criterion", "CFG-64")]
    [Trait("criterion", "CFG-65")]
    public async Task Every_refusal_has_its_status_its_code_and_its_places_and_changes_nothing()
    {
        await using var plane = await ControlPlane.StartAsync();
        using var anonymous = new HttpClient { BaseAddress = plane.Address };
        var viewer = await plane.Client.Operators.CreateAsync(new NewOperator("viewer-of-the-test", "viewer"));
        using var reader = new HttpClient { BaseAddress = plane.Address };
        reader.DefaultRequestHeaders.Authorization = new("Bearer", viewer.Value!.Secret);

        foreach (var (answer, status, code) in new[]
        {
            (await plane.Http.SendAsync("PUT", "/api/v1/modules/nobody/config", "{}"), 404, "not_found"),
            (await plane.Http.SendAsync("GET", "/api/v1/modules/No_Name/config"), 404, "not_found"),
            (await anonymous.SendAsync("PUT", Log, "{}"), 401, "unauthorized"),
            (await reader.SendAsync("PUT", Log, "{}"), 403, "forbidden"),
            (await plane.Http.SendAsync("PUT", Log, "{\"sample\":"), 400, "malformed_json"),
            (await plane.Http.SendAsync("PUT", Log, "[]"), 400, "invalid_request"),
            (await plane.Http.SendAsync("PUT", Log, $$"""{"x":"{{new string('x', 1 << 20)}}"}"""), 413, "body_too_large"),
            (await plane.Http.SendAsync("PUT", Log, "sample: 1", "application/yaml"), 415, "unsupported_media_type"),
            (await plane.Http.SendAsync("PUT", Log, "{}", "application/json", ("If-Match", "\"v7\"")), 412, "precondition_failed"),
            (await plane.Http.SendAsync("PUT", "/api/v1/modules/guardrail/config", """{"rules":[{"name":"a","pattern":"("},{"pattern":1}],"timeout":"soon","x":1}"""), 422, "invalid_configuration"),
        })
        {
            ((int)answer.Status, answer.Code, answer.ContentType).ShouldBe((status, code, "application/problem+json"), answer.Text);
        }

        (await reader.SendAsync("GET", Log)).Status.ShouldBe(HttpStatusCode.OK);
        var invalid = await plane.Http.SendAsync("PUT", "/api/v1/modules/guardrail/config", """{"rules":[{"name":"a","pattern":"("},{"pattern":1}],"timeout":"soon","x":1}""");
        invalid.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()).ShouldBe(
            ["timeout", "rules[0].pattern", "rules[1].name", "rules[1].pattern", "x"], ignoreOrder: true);
        (await plane.Http.SendAsync("GET", "/api/v1/audit")).Text.ShouldNotContain("module.update");
    }

    [Fact]
    [Trait("criterion", "CFG-60")]
    public async Task A_dry_run_names_each_field_that_would_change_and_changes_nothing()
    {
        await using var plane = await ControlPlane.StartAsync();

        var answer = await plane.Http.SendAsync("PUT", $"{Log}?dryRun=true", """{"sample":1,"failures":true}""");
        var refused = await plane.Http.SendAsync("PUT", $"{Log}?dryRun=true", """{"sample":2}""");

        answer.Json.GetProperty("changed").GetBoolean().ShouldBeTrue();
        answer.Json.GetProperty("diff").EnumerateArray().Select(change => $"{change.GetProperty("field").GetString()} {change.GetProperty("before")} {change.GetProperty("after")}")
            .ShouldBe(["sample 0 1", "failures False True"]);
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var same = await plane.Http.SendAsync("PUT", $"{Log}?dryRun=true", (await plane.Http.SendAsync("GET", Log)).Text);
        same.Json.GetProperty("changed").GetBoolean().ShouldBeFalse();
        (await plane.Http.SendAsync("GET", Log)).Headers["ETag"].ShouldBe("\"v0\"");
    }

    [Fact]
    [Trait("criterion", "CFG-9")]
    public async Task Of_two_who_put_with_one_tag_one_succeeds_and_the_other_is_told()
    {
        await using var plane = await ControlPlane.StartAsync();
        var (_, tag) = await plane.Client.Modules.GetConfigAsync("request-log");

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => plane.Http.SendAsync("PUT", Log, $$"""{"sample":0.{{i}}}""", "application/json", ("If-Match", tag!))));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.PreconditionFailed).ShouldBe(7);
        var changed = await plane.Client.Modules.SetConfigAsync("request-log", JsonElement.Parse("""{"sample":1}"""), new ChangeOptions { IdempotencyKey = "once" });
        var repeated = await plane.Client.Modules.SetConfigAsync("request-log", JsonElement.Parse("""{"sample":1}"""), new ChangeOptions { IdempotencyKey = "once" });
        (repeated.Replayed, repeated.Revision, repeated.Value!.Revision).ShouldBe((true, changed.Revision, changed.Revision));
    }

    [Fact]
    [Trait("criterion", "CFG-66")]
    [Trait("criterion", "CFG-65")]
    [Trait("criterion", "CFG-21")]
    public async Task What_was_put_survives_a_file_and_what_a_file_defines_is_refused_naming_it()
    {
        var directory = Directory.CreateTempSubdirectory("switchyard-admin-modules-");
        var file = Path.Combine(directory.FullName, "switchyard.yaml");
        await File.WriteAllTextAsync(file, "version: 1\n", TestContext.Current.CancellationToken);
        await using (var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Files = [file] }))
        {
            await plane.Client.Modules.SetConfigAsync("request-log", JsonElement.Parse("""{"sample":0.5}"""));
            await plane.Client.Modules.SetConfigAsync("retry", JsonElement.Parse("""{"attempts":7}"""));
            await File.WriteAllTextAsync(file, "version: 1\nmodules:\n  - name: retry\n    type: retry\n    config: {attempts: 2}\n", TestContext.Current.CancellationToken);
            (await plane.Client.Configuration.ReloadAsync()).Outcome.ShouldBe("applied");

            var refused = await plane.Http.SendAsync("PUT", "/api/v1/modules/retry/config", "{}");

            (refused.Status, refused.Code, refused.Json.GetProperty("file").GetString(), refused.Json.GetProperty("line").GetInt32()).ShouldBe((HttpStatusCode.Conflict, "file_owned", file, 3));
            (await plane.Client.Modules.GetConfigAsync("retry")).Config.GetProperty("attempts").GetInt32().ShouldBe(2);
            (await plane.Client.Modules.GetConfigAsync("request-log")).Config.GetProperty("sample").GetDecimal().ShouldBe(0.5m);
            var modules = (await plane.Client.Modules.ListAsync()).Items;
            modules.Single(module => module.Name == "request-log").Origin.ShouldBe("database");
            (modules[^1].Name, modules[^1].DefinedIn).ShouldBe(("retry", $"{file}:3"));

            await File.WriteAllTextAsync(file, "version: 1\n", TestContext.Current.CancellationToken);
            await plane.Client.Configuration.ReloadAsync();
            (await plane.Client.Modules.GetConfigAsync("retry")).Config.GetProperty("attempts").GetInt32().ShouldBe(7, "what a file hides keeps its data");
        }

        directory.Delete(recursive: true);
    }
}
