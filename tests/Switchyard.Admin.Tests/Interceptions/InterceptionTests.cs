using System.Net;
using Shouldly;
using Switchyard.Admin.Client.Operators;
using Switchyard.Admin.Client.Users;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Interceptions;

public sealed class InterceptionTests
{
    [Fact]
    [Trait("criterion", "PRV-121")]
    public async Task The_list_is_read_in_parts_with_totals_over_all()
    {
        await using var plane = await ControlPlane.StartAsync();
        var recorded = new Recorded(plane);
        await recorded.AddAsync([.. Enumerable.Range(0, 5).Select(i => recorded.Row(i / 2))]);

        var ids = new List<string>();
        var next = "";
        do
        {
            var answer = await plane.Http.SendAsync("GET", "/api/v1/interceptions?limit=2" + next);
            answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
            answer.Json.GetProperty("totals").GetProperty("interceptions").GetInt64().ShouldBe(5);
            answer.Json.GetProperty("totals").GetProperty("inputTokens").GetInt64().ShouldBe(50);
            answer.Json.GetProperty("totals").GetProperty("cost").GetDecimal().ShouldBe(0.0125m);
            ids.AddRange(answer.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            next = answer.Json.GetProperty("next").GetString() is { } cursor ? "&cursor=" + cursor : "";
        }
        while (next.Length > 0);

        ids.Count.ShouldBe(5);
        ids.Distinct().Count().ShouldBe(5);
        ids.ShouldBe(ids.OrderByDescending(id => id, StringComparer.Ordinal));
    }

    [Fact]
    [Trait("criterion", "PRV-117")]
    public async Task A_row_shows_what_was_recorded()
    {
        await using var plane = await ControlPlane.StartAsync();
        var recorded = new Recorded(plane);
        var user = await plane.Client.Users.CreateAsync(new NewUser("ada"));
        var row = recorded.Row() with { UserId = user.Value!.Id, Route = "fast", CacheReadTokens = 7 };
        await recorded.AddAsync(row);

        var item = (await plane.Http.SendAsync("GET", "/api/v1/interceptions?user=ada&status=completed&startedAfter=2026-11-20T00:00:00Z")).Json.GetProperty("items")[0];

        item.GetProperty("requestId").GetString().ShouldBe(row.Id.ToString());
        item.GetProperty("status").GetString().ShouldBe("completed");
        item.GetProperty("user").GetString().ShouldBe("ada");
        item.GetProperty("startedAt").GetString().ShouldBe("2026-11-20T10:00:00.000Z");
        item.GetProperty("durationMs").GetInt64().ShouldBe(2000);
        item.GetProperty("timeToFirstByteMs").GetDouble().ShouldBe(1.5);
        item.GetProperty("credential").GetProperty("hint").GetString().ShouldBe("…wxyz");
        item.GetProperty("inputTokens").GetInt64().ShouldBe(10);
        item.GetProperty("outputTokens").GetInt64().ShouldBe(5);
        item.GetProperty("cacheReadTokens").GetInt64().ShouldBe(7);
        item.GetProperty("revision").GetInt64().ShouldBe(3);
        item.GetProperty("cost").GetDecimal().ShouldBe(0.0025m);
        item.TryGetProperty("prompt", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("status=done", "status")]
    [InlineData("startedAfter=2026-11-21T00:00:00Z&startedBefore=2026-11-20T00:00:00Z", "startedBefore")]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("cursor=aW50ZXJjZXB0aW9ucwo5OTk5OTk5OTk5OTk5OTk5OTkKeA", "cursor")]
    [InlineData("modle=x", "modle")]
    [InlineData("accessKey=x", "accessKey")]
    [Trait("criterion", "PRV-121")]
    public async Task A_wrong_query_is_refused_by_name(string query, string field)
    {
        await using var plane = await ControlPlane.StartAsync();

        foreach (var list in new[] { "interceptions", "sessions" })
        {
            var answer = await plane.Http.SendAsync("GET", $"/api/v1/{list}?{query}");
            answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Text);
            answer.Fields.ShouldContain(field);
        }
    }

    [Fact]
    [Trait("criterion", "PRV-120")]
    public async Task Texts_are_shown_to_admins_and_withheld_from_viewers()
    {
        await using var plane = await ControlPlane.StartAsync();
        var recorded = new Recorded(plane);
        var row = recorded.Row();
        await recorded.AddAsync(row);
        await recorded.AddTextsAsync(row, "what is asked", "{\"path\":1}");
        var viewer = await plane.Client.Operators.CreateAsync(new NewOperator("viewer", "viewer"));

        var shown = await plane.Http.SendAsync("GET", $"/api/v1/interceptions/{row.Id}");
        var hidden = await plane.Http.SendAsync("GET", $"/api/v1/interceptions/{row.Id}", headers: ("Authorization", "Bearer " + viewer.Value!.Secret));

        shown.Json.GetProperty("id").GetString().ShouldBe(row.Id.ToString());
        shown.Json.GetProperty("prompt").GetProperty("text").GetString().ShouldBe("what is asked");
        shown.Json.GetProperty("toolCalls")[0].GetProperty("input").GetProperty("text").GetString().ShouldBe("{\"path\":1}");
        hidden.Status.ShouldBe(HttpStatusCode.OK);
        hidden.Text.ShouldNotContain("what is asked");
        hidden.Json.GetProperty("prompt").GetProperty("withheld").GetString().ShouldBe("not_allowed");
        hidden.Json.GetProperty("toolCalls")[0].GetProperty("name").GetString().ShouldBe("read");
    }

    [Fact]
    public async Task An_unknown_interception_is_404_and_a_malformed_id_400()
    {
        await using var plane = await ControlPlane.StartAsync();

        (await plane.Http.SendAsync("GET", $"/api/v1/interceptions/{Recorded.User}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await plane.Http.SendAsync("GET", "/api/v1/interceptions/x")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Values_are_listed_for_completion()
    {
        await using var plane = await ControlPlane.StartAsync();
        var recorded = new Recorded(plane);
        await recorded.AddAsync(recorded.Row(model: "gpt-5"), recorded.Row(model: "gpt-4"), recorded.Row(model: "o3"));

        var answer = await plane.Http.SendAsync("GET", "/api/v1/interceptions/values?field=model&prefix=gpt");

        answer.Json.GetProperty("items").EnumerateArray().Select(item => item.GetString()).ShouldBe(["gpt-4", "gpt-5"]);
        (await plane.Http.SendAsync("GET", "/api/v1/interceptions/values")).Fields.ShouldBe(["field"]);
        (await plane.Http.SendAsync("GET", "/api/v1/interceptions/values?field=id")).Fields.ShouldBe(["field"]);
    }
}
