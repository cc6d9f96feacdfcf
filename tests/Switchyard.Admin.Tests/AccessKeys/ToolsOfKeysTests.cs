using System.Net;
using System.Text.Json.Nodes;
using Switchyard.Admin.Client.Users;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.AccessKeys;

/// <summary>Which tools of its workspace an access key gives to requests.</summary>
public sealed class ToolsOfKeysTests
{
    [Theory]
    [InlineData("\"on\"", null)]
    [InlineData("null", null)]
    [InlineData("\"off\"", "[]")]
    [InlineData("[\"git__*\"]", "[\"git__*\"]")]
    [Trait("criterion", "TOL-10")]
    public async Task One_word_or_patterns_say_it(string given, string? shown)
    {
        await using var plane = await ControlPlane.StartAsync();
        var user = (await plane.Client.Users.CreateAsync(new NewUser("ada"))).Value!;
        var made = await plane.Http.SendAsync("POST", "/api/v1/access-keys", $$"""{"name":"k","userId":"{{user.Id}}","workspace":"web","tools":{{given}}}""");
        made.Status.ShouldBe(HttpStatusCode.Created, made.Text);
        JsonNode.Parse(made.Text)!["tools"]?.ToJsonString().ShouldBe(shown);
    }

    [Fact]
    public async Task Another_word_is_refused_with_its_field()
    {
        await using var plane = await ControlPlane.StartAsync();
        var made = await plane.Http.SendAsync("POST", "/api/v1/access-keys", """{"name":"k","userId":"00000000-0000-0000-0000-000000000001","tools":"some"}""");
        made.Status.ShouldBe(HttpStatusCode.BadRequest);
        made.Text.ShouldContain("tools");
    }
}
