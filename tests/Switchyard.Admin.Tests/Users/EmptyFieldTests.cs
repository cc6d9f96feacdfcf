using System.Net;
using Switchyard.Admin.Client.AccessKeys;
using Switchyard.Admin.Client.Users;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Users;

/// <summary>What a form sends when a field was emptied.</summary>
public sealed class EmptyFieldTests
{
    [Fact]
    public async Task An_emptied_mail_address_and_an_emptied_workspace_are_taken_away()
    {
        await using var plane = await ControlPlane.StartAsync();
        var user = (await plane.Client.Users.CreateAsync(new NewUser("ada") { Email = "ada@example.com" })).Value!;
        var key = (await plane.Client.AccessKeys.CreateAsync(new NewAccessKey("k", user.Id) { Workspace = "web" })).Value!;

        var changedUser = await plane.Client.Users.UpdateAsync(user.Id, new UserPatch { Email = "" });
        var changedKey = await plane.Client.AccessKeys.UpdateAsync(key.Id, new AccessKeyPatch { Workspace = "" });

        changedUser.Value!.Email.ShouldBeNull();
        changedKey.Value!.Workspace.ShouldBeNull();
        (await plane.Client.Users.CreateAsync(new NewUser("bob") { Email = "" })).Value!.Email.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"email":" "}""", "email")]
    public async Task Other_fields_and_blanks_are_still_refused(string body, string field)
    {
        await using var plane = await ControlPlane.StartAsync();
        var user = (await plane.Client.Users.CreateAsync(new NewUser("ada"))).Value!;

        var refused = await plane.Http.SendAsync("PATCH", $"/api/v1/users/{user.Id}", body);

        refused.Status.ShouldBe(HttpStatusCode.BadRequest, refused.Text);
        refused.Json.GetProperty("errors").EnumerateArray().Select(static error => error.GetProperty("field").GetString()).ShouldBe([field]);
    }
}
