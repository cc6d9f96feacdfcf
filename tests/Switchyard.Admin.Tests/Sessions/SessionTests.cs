using System.Net;
using Shouldly;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Sessions;

public sealed class SessionTests
{
    [Fact]
    [Trait("criterion", "PRV-121")]
    [Trait("criterion", "PRV-122")]
    public async Task Sessions_are_listed_and_shown_with_threads_tool_calls_and_totals_over_all_threads()
    {
        await using var plane = await ControlPlane.StartAsync();
        var recorded = new Recorded(plane);
        var root = recorded.Row(0, session: "a");
        var child = recorded.Row(1, session: "a") with { ParentId = root.Id, RootId = root.Id };
        await recorded.AddAsync(root, child, recorded.Row(2, session: "a"), recorded.Row(3, session: "b"), recorded.Row(4));
        await recorded.AddTextsAsync(child, "p", "i");

        var list = await plane.Http.SendAsync("GET", "/api/v1/sessions");
        list.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("session").GetString()).ShouldBe(["b", "a"]);
        list.Json.GetProperty("sessions").GetInt64().ShouldBe(2);
        list.Json.GetProperty("totals").GetProperty("interceptions").GetInt64().ShouldBe(4);

        var shown = await plane.Http.SendAsync("GET", $"/api/v1/sessions/{root.SessionId}?limit=1");
        shown.Status.ShouldBe(HttpStatusCode.OK, shown.Text);
        shown.Json.GetProperty("session").GetProperty("totals").GetProperty("interceptions").GetInt64().ShouldBe(3);
        shown.Json.GetProperty("threads").GetArrayLength().ShouldBe(1);
        var rest = await plane.Http.SendAsync("GET", $"/api/v1/sessions/{root.SessionId}?limit=1&cursor={shown.Json.GetProperty("next").GetString()}");
        var thread = rest.Json.GetProperty("threads")[0];
        thread.GetProperty("rootId").GetString().ShouldBe(root.Id.ToString());
        thread.GetProperty("totals").GetProperty("interceptions").GetInt64().ShouldBe(2);
        thread.GetProperty("toolCalls")[0].GetProperty("name").GetString().ShouldBe("read");
        rest.Json.GetProperty("next").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    [Trait("criterion", "PRV-122")]
    public async Task What_is_no_session_is_404_whatever_it_looks_like()
    {
        await using var plane = await ControlPlane.StartAsync();

        foreach (var id in new[] { "x", Recorded.User.ToString() })
        {
            (await plane.Http.SendAsync("GET", $"/api/v1/sessions/{id}")).Code.ShouldBe("not_found");
        }

        (await plane.Http.SendAsync("GET", $"/api/v1/sessions/{Recorded.User}?limit=201")).Fields.ShouldBe(["limit"]);
    }
}
