using System.Net;
using Switchyard.Admin.Client.Operators;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Client.Users;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Storage.Idempotency;

namespace Switchyard.Admin.Tests.Mutations;

public sealed class IdempotencyTests
{
    private const string Path = "/api/v1/providers";
    private const string Body = """{"name":"main","type":"openai","baseUrl":"https://api.example"}""";

    [Fact]
    [Trait("criterion", "PRV-13")]
    public async Task The_same_request_twice_has_one_effect_and_one_answer()
    {
        await using var plane = await ControlPlane.StartAsync();

        var first = await plane.Http.SendAsync("POST", Path, Body, headers: ("Idempotency-Key", "k1"));
        var second = await plane.Http.SendAsync("POST", Path, Body, headers: ("Idempotency-Key", "k1"));

        (second.Status, second.Text, second.Headers["ETag"], second.Headers["Location"], second.Headers["X-Switchyard-Revision"]).ShouldBe(
            (first.Status, first.Text, first.Headers["ETag"], first.Headers["Location"], first.Headers["X-Switchyard-Revision"]));
        second.Headers["Idempotent-Replayed"].ShouldBe("true");
        first.Headers.ShouldNotContainKey("Idempotent-Replayed");
        (await plane.EventsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "PRV-13")]
    public async Task Another_body_or_route_under_the_same_key_is_422()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Http.SendAsync("POST", Path, Body, headers: ("Idempotency-Key", "k1"));

        var body = await plane.Http.SendAsync("POST", Path, Body.Replace("main", "other", StringComparison.Ordinal), headers: ("Idempotency-Key", "k1"));
        var route = await plane.Http.SendAsync("DELETE", $"{Path}/main", headers: ("Idempotency-Key", "k1"));

        (body.Status, body.Code).ShouldBe((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"));
        route.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await plane.Client.Providers.ListAsync()).Items.ShouldHaveSingleItem();
    }

    [Fact]
    [Trait("criterion", "PRV-13")]
    public async Task A_connection_cut_after_the_commit_is_healed_by_asking_again()
    {
        await using var plane = await ControlPlane.StartAsync();
        using (var cut = new CutAfterSending(plane.Address))
        {
            await cut.SendAsync("POST", Path, Body, ControlPlane.Token, "k1");
            await plane.UntilEventsAsync(1);
        }

        var again = await plane.Http.SendAsync("POST", Path, Body, headers: ("Idempotency-Key", "k1"));

        (again.Status, again.Headers["Idempotent-Replayed"]).ShouldBe((HttpStatusCode.Created, "true"));
        (await plane.EventsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "PRV-13")]
    public async Task A_refused_request_does_not_use_up_its_key()
    {
        await using var plane = await ControlPlane.StartAsync();

        var refused = await plane.Http.SendAsync("POST", Path, """{"name":"Bad"}""", headers: ("Idempotency-Key", "k1"));
        var accepted = await plane.Http.SendAsync("POST", Path, Body, headers: ("Idempotency-Key", "k1"));

        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        accepted.Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    [Trait("criterion", "PRV-13")]
    public async Task Two_requests_at_once_with_one_key_have_one_effect()
    {
        await using var plane = await ControlPlane.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => plane.Http.SendAsync("POST", Path, Body, headers: ("Idempotency-Key", "k1"))));

        answers.Select(answer => answer.Text).Distinct().ShouldHaveSingleItem();
        answers.Count(answer => !answer.Headers.ContainsKey("Idempotent-Replayed")).ShouldBe(1);
        (await plane.EventsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "PRV-13")]
    public async Task A_secret_shown_once_is_shown_again_to_its_own_request_and_kept_sealed()
    {
        await using var plane = await ControlPlane.StartAsync();
        var user = await plane.Client.Users.CreateAsync(new NewUser("ann"));
        var body = $$"""{"name":"laptop","userId":"{{user.Value!.Id}}"}""";

        var first = await plane.Http.SendAsync("POST", "/api/v1/access-keys", body, headers: ("Idempotency-Key", "k1"));
        var second = await plane.Http.SendAsync("POST", "/api/v1/access-keys", body, headers: ("Idempotency-Key", "k1"));

        var secret = first.Json.GetProperty("secret").GetString()!;
        secret.ShouldStartWith("sy_");
        second.Json.GetProperty("secret").GetString().ShouldBe(secret);
        var stored = await plane.QueryAsync<byte[]>("select answer_sealed from idempotency_keys");
        stored.ShouldAllBe(bytes => !System.Text.Encoding.Latin1.GetString(bytes).Contains(secret));
    }

    [Fact]
    [Trait("criterion", "PRV-13")]
    public async Task Keys_of_different_operators_never_meet()
    {
        await using var plane = await ControlPlane.StartAsync();
        var other = await plane.Client.Operators.CreateAsync(new NewOperator("ann", "operator"));
        await plane.Http.SendAsync("POST", Path, Body, headers: ("Idempotency-Key", "k1"));

        var answer = await plane.Http.SendAsync("POST", Path, Body, headers: [("Idempotency-Key", "k1"), ("Authorization", $"Bearer {other.Value!.Secret}")]);

        answer.Status.ShouldBe(HttpStatusCode.Conflict, "the name is taken: it was really tried");
    }

    [Fact]
    [Trait("criterion", "PRV-13")]
    public async Task A_key_is_forgotten_after_24_hours()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Http.SendAsync("POST", Path, Body, headers: ("Idempotency-Key", "k1"));

        var age = (long)IdempotencyTable.Lifetime.TotalMilliseconds + 1;
        await plane.Database.WriteAsync(
            (session, token) => session.ExecuteAsync("update idempotency_keys set created_at = created_at - @age", new { age }, token), TestContext.Current.CancellationToken);
        var answer = await plane.Http.SendAsync("POST", Path, Body, headers: ("Idempotency-Key", "k1"));

        answer.Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    [Trait("criterion", "PRV-13")]
    public async Task A_change_without_effect_and_a_deletion_are_answered_again_too()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"));

        var first = await plane.Http.SendAsync("DELETE", $"{Path}/main", headers: ("Idempotency-Key", "k1"));
        var second = await plane.Http.SendAsync("DELETE", $"{Path}/main", headers: ("Idempotency-Key", "k1"));

        (first.Status, second.Status).ShouldBe((HttpStatusCode.NoContent, HttpStatusCode.NoContent));
    }

    [Fact]
    public async Task A_key_of_more_than_255_characters_is_refused()
    {
        await using var plane = await ControlPlane.StartAsync();

        var answer = await plane.Http.SendAsync("POST", Path, Body, headers: ("Idempotency-Key", new string('k', 256)));

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
    }
}
