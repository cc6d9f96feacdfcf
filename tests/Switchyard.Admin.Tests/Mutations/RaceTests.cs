using System.Net;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Mutations;

/// <summary>Two operators at once. Run on SQLite, where writers queue, and on PostgreSQL, where they meet at the row lock.</summary>
public abstract class RaceTests
{
    private const int Rounds = 10;

    [Fact]
    [Trait("criterion", "PRV-12")]
    public async Task Two_patches_of_different_fields_both_survive()
    {
        await using var plane = await StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"));

        for (var round = 0; round < Rounds; round++)
        {
            var (name, url) = ($"name {round}", $"https://{round}.example");
            await Task.WhenAll(
                plane.Client.Providers.UpdateAsync("main", new ProviderPatch { DisplayName = name }),
                plane.Client.Providers.UpdateAsync("main", new ProviderPatch { BaseUrl = url }),
                plane.Client.Providers.UpdateAsync("main", new ProviderPatch { AllowByok = round % 2 == 0 }));

            var now = await plane.Client.Providers.GetAsync("main");
            (now.DisplayName, now.BaseUrl, now.AllowByok).ShouldBe((name, url, round % 2 == 0));
        }
    }

    [Fact]
    [Trait("criterion", "PRV-12")]
    public async Task A_patch_against_a_deletion_is_whole_or_not_at_all()
    {
        await using var plane = await StartAsync();
        for (var round = 0; round < Rounds; round++)
        {
            await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"));

            var patch = plane.Http.SendAsync("PATCH", "/api/v1/providers/main", """{"keys":[{"key":"key-0123456789abcdefgh"}]}""");
            var delete = plane.Http.SendAsync("DELETE", "/api/v1/providers/main");

            (await delete).Status.ShouldBe(HttpStatusCode.NoContent);
            (await patch).Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.NotFound);
            (await plane.KeyRowsAsync()).ShouldBeEmpty("a key must not outlive its provider");
        }
    }

    [Fact]
    [Trait("criterion", "PRV-23")]
    public async Task Reordering_against_inserting_leaves_positions_without_gap_or_tie()
    {
        await using var plane = await StartAsync();
        var created = await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example")
        {
            Keys = [new NewProviderKey("key-a-0123456789abcdef"), new NewProviderKey("key-b-0123456789abcdef"), new NewProviderKey("key-c-0123456789abcdef")],
        });
        var last = created.Value!.Keys[2].Id;

        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAll(
                plane.Client.ProviderKeys.UpdateAsync("main", last, new ProviderKeyPatch { Position = round % 3 }),
                plane.Client.ProviderKeys.AddAsync("main", new NewProviderKey($"key-{round}-0123456789abcdef") { Position = 1 }));

            var keys = await plane.Client.ProviderKeys.ListAsync("main");
            keys.Select(key => key.Position).ShouldBe(Enumerable.Range(0, 4 + round));
        }
    }

    [Fact]
    [Trait("criterion", "PRV-4")]
    public async Task Of_many_that_want_one_name_one_gets_it()
    {
        await using var plane = await StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            plane.Http.SendAsync("POST", "/api/v1/providers", """{"name":"main","type":"openai","baseUrl":"https://api.example"}""")));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.Conflict).ShouldBe(7);
    }

    [Fact]
    [Trait("criterion", "PRV-35")]
    public async Task Every_success_is_one_revision_with_its_event_and_audit_row()
    {
        await using var plane = await StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(number =>
            plane.Client.Providers.CreateAsync(new NewProvider($"p{number}", "openai", $"https://{number}.example"))));

        answers.Select(answer => answer.Revision).Order().ShouldBe(Enumerable.Range(1, 12).Select(number => (long)number));
        (await plane.EventsAsync()).Select(row => row.Version).ShouldBe(Enumerable.Range(1, 12).Select(number => (long)number));
        (await plane.EventsAsync()).Select(row => row.EntityId).ShouldBe(
            answers.OrderBy(answer => answer.Revision).Select(answer => answer.Value!.Id.ToString("D")), "each revision names the record it made");
        (await plane.Client.Audit.VerifyAsync()).ShouldBe(new Client.Audit.AuditVerification(true, 12, null, null));
    }

    [Fact]
    [Trait("criterion", "PRV-12")]
    public async Task Of_two_with_the_same_etag_one_wins()
    {
        await using var plane = await StartAsync();
        var created = await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(number =>
            plane.Http.SendAsync("PATCH", "/api/v1/providers/main", $$"""{"displayName":"{{number}}"}""", headers: ("If-Match", created.ETag!))));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.PreconditionFailed).ShouldBe(3);
    }

    internal abstract Task<ControlPlane> StartAsync();
}
