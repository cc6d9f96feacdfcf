using Switchyard.Admin.Client.AccessKeys;
using Switchyard.Admin.Client.Users;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Storage.Recording;

namespace Switchyard.Admin.Tests.AccessKeys;

public sealed class LastUsedTests
{
    [Fact]
    public async Task An_access_key_shows_when_it_was_used_last()
    {
        await using var plane = await ControlPlane.StartAsync();
        var user = await plane.Client.Users.CreateAsync(new NewUser("ann"));
        var used = (await plane.Client.AccessKeys.CreateAsync(new NewAccessKey("used", user.Value!.Id))).Value!;
        var fresh = (await plane.Client.AccessKeys.CreateAsync(new NewAccessKey("fresh", user.Value.Id))).Value!;
        await plane.Database.WriteAsync(
            (session, token) => LastUsedTable.TouchAsync(
                session, [KeyValuePair.Create((LastUsedKind.AccessKey, used.Id), Recorded.Start), KeyValuePair.Create((LastUsedKind.ProviderKey, fresh.Id), Recorded.Start)], token),
            TestContext.Current.CancellationToken);

        var list = await plane.Client.AccessKeys.ListAsync();
        var patched = await plane.Client.AccessKeys.UpdateAsync(used.Id, new AccessKeyPatch { Name = "renamed" });

        list.Items.Select(key => (key.Id, key.LastUsedAt)).ShouldBe([(used.Id, Recorded.Start), (fresh.Id, null)]);
        (await plane.Client.AccessKeys.GetAsync(used.Id)).LastUsedAt.ShouldBe(Recorded.Start);
        (await plane.Client.AccessKeys.GetAsync(fresh.Id)).LastUsedAt.ShouldBeNull();
        patched.Value!.LastUsedAt.ShouldBe(Recorded.Start);
    }
}
