using System.Net;
using Shouldly;
using Switchyard.Admin.Client.Users;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Usage;

public sealed class UsageTests
{
    private const string Range = "startedAfter=2026-11-20T00:00:00Z&startedBefore=2026-11-22T00:00:00Z";

    [Fact]
    public async Task Usage_is_summed_in_groups_with_names()
    {
        await using var plane = await ControlPlane.StartAsync();
        var recorded = new Recorded(plane);
        var user = await plane.Client.Users.CreateAsync(new NewUser("ada"));
        await recorded.AddAsync(recorded.Row(), recorded.Row() with { UserId = user.Value!.Id }, recorded.Row(86_400) with { UserId = user.Value!.Id, CostNanos = null });

        var answer = await plane.Http.SendAsync("GET", $"/api/v1/usage?groupBy=user,day&{Range}");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        var ada = answer.Json.GetProperty("items").EnumerateArray().Where(item => item.GetProperty("keys").GetProperty("user").GetString() == user.Value!.Id.ToString()).ToArray();
        ada.Select(item => item.GetProperty("keys").GetProperty("day").GetString()).ShouldBe(["2026-11-20", "2026-11-21"]);
        ada[0].GetProperty("names").GetProperty("user").GetString().ShouldBe("ada");
        ada[0].GetProperty("totals").GetProperty("cost").GetDecimal().ShouldBe(0.0025m);
        ada[1].GetProperty("totals").GetProperty("unpriced").GetInt64().ShouldBe(1);
        answer.Json.GetProperty("totals").GetProperty("inputTokens").GetInt64().ShouldBe(30);
    }

    [Fact]
    public async Task As_csv_fields_are_quoted_and_no_value_is_a_formula()
    {
        await using var plane = await ControlPlane.StartAsync();
        var recorded = new Recorded(plane);
        await recorded.AddAsync(recorded.Row(model: "=cmd()"), recorded.Row(model: "a,\"b\""));

        var answer = await plane.Http.SendAsync("GET", $"/api/v1/usage?groupBy=model&{Range}", headers: ("Accept", "text/csv"));

        answer.ContentType.ShouldBe("text/csv");
        answer.Text.ShouldBe(
            "model,interceptions,failed,inputTokens,outputTokens,cacheReadTokens,cacheWriteTokens,cacheWriteHourTokens,reasoningTokens,costUsd,unpriced\r\n"
            + "'=cmd(),1,0,10,5,0,0,0,0,0.0025,0\r\n"
            + "\"a,\"\"b\"\"\",1,0,10,5,0,0,0,0,0.0025,0\r\n");
    }

    [Theory]
    [InlineData("groupBy=colour", "groupBy")]
    [InlineData("groupBy=day,day", "groupBy")]
    [InlineData("groupBy=day,user,model,client", "groupBy")]
    [InlineData("startedAfter=2026-01-01T00:00:00Z&startedBefore=2026-03-01T00:00:00Z", "startedAfter")]
    public async Task A_wrong_query_is_refused_by_name(string query, string field)
    {
        await using var plane = await ControlPlane.StartAsync();

        (await plane.Http.SendAsync("GET", $"/api/v1/usage?{query}", headers: ("Accept", "text/csv"))).Fields.ShouldBe([field]);
    }
}
