using System.Net;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Hosting;
using static Switchyard.Admin.Tests.Documents.DocumentCalls;

namespace Switchyard.Admin.Tests.Documents;

/// <summary>Two operators at once. Run on SQLite, where writers queue, and on PostgreSQL, where they meet at the lock of documents.</summary>
public abstract class DocumentRaceTests
{
    private const int Rounds = 6;

    [Fact]
    [Trait("criterion", "CFG-9")]
    public async Task Of_writers_with_the_same_etag_one_wins_and_without_one_all_do()
    {
        await using var plane = await StartAsync();
        await plane.PutAsync("team", Text(0));

        var matched = await Task.WhenAll(Enumerable.Range(1, 4).Select(number => plane.PutAsync("team", Text(number), ("If-Match", "\"v1\""))));
        var free = await Task.WhenAll(Enumerable.Range(5, 4).Select(number => plane.PutAsync("team", Text(number))));

        matched.Select(answer => answer.Status).Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.PreconditionFailed, HttpStatusCode.PreconditionFailed, HttpStatusCode.PreconditionFailed]);
        free.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        free.Select(answer => answer.Headers["ETag"]).Order().ShouldBe(["\"v3\"", "\"v4\"", "\"v5\"", "\"v6\""]);
        await AreWholeAsync(plane, 6);
    }

    [Fact]
    [Trait("criterion", "CFG-9")]
    [Trait("criterion", "CFG-11")]
    public async Task Of_many_that_want_to_be_the_first_one_is()
    {
        await using var plane = await StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => plane.PutAsync("team", Text(number), ("If-None-Match", "*"))));
        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => plane.PutAsync("other", Text(number + 10))));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.PreconditionFailed).ShouldBe(5);
        both.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        both.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(3);
        await AreWholeAsync(plane, 5);
    }

    [Fact]
    [Trait("criterion", "CFG-9")]
    public async Task A_write_against_a_deletion_is_one_after_the_other()
    {
        await using var plane = await StartAsync();
        for (var round = 0; round < Rounds; round++)
        {
            await plane.PutAsync("team", Text(2 * round));
            var version = (await plane.Http.SendAsync("GET", $"{Root}/team")).Headers["ETag"];

            var put = plane.PutAsync("team", Text((2 * round) + 1), ("If-Match", version));
            var delete = plane.Http.SendAsync("DELETE", $"{Root}/team", headers: ("If-Match", version));

            (new[] { (await put).Status, (await delete).Status }.Count(status => status == HttpStatusCode.PreconditionFailed)).ShouldBe(1);
            (await plane.Http.SendAsync("GET", $"{Root}/team")).Status.ShouldBe((await put).Status == HttpStatusCode.OK ? HttpStatusCode.OK : HttpStatusCode.NotFound);
        }
    }

    [Fact]
    [Trait("criterion", "CFG-61")]
    public async Task A_write_against_a_rollback_is_one_after_the_other()
    {
        await using var plane = await StartAsync();
        await plane.PutAsync("team", Text(0));
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://0.example") { AllowByok = true });
        for (var round = 1; round <= Rounds; round++)
        {
            await plane.PutAsync("team", Text(100 + round));

            var put = plane.PutAsync("team", Text(round));
            var patch = plane.Client.Providers.UpdateAsync("main", new ProviderPatch { BaseUrl = $"https://{round}.example" });
            var back = plane.Http.SendAsync("POST", "/api/v1/config/revisions/2/rollback");

            (await back).Status.ShouldBe(HttpStatusCode.OK, (await back).Text);
            var (last, document, provider) = (Revision(await back), Revision(await put), (await patch).Revision);
            var text = (await plane.Http.SendAsync("GET", $"{Root}/team?raw=true")).Text;
            text.ShouldBe(document > last ? Text(round) : Text(0));
            (await plane.Client.Providers.GetAsync("main")).BaseUrl.ShouldBe(provider > last ? $"https://{round}.example" : "https://0.example");
        }
    }

    internal abstract Task<ControlPlane> StartAsync();

    private static string Text(int number) => $"version: 1\nserver: {{drainCeiling: {number + 1}m}}\n";

    private static long Revision(RawAnswer answer) => long.Parse(answer.Headers["X-Switchyard-Revision"], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task AreWholeAsync(ControlPlane plane, int changes)
    {
        (await plane.EventsAsync()).Count.ShouldBe(changes);
        (await plane.QueryAsync<long>("select count(*) from config_document_history")).ShouldBe([changes]);
        (await plane.QueryAsync<long>("select count(*) from config_revisions")).ShouldBe([changes]);
        (await plane.QueryAsync<long>("select count(*) from config_images where entity_type = 'document'")).ShouldBe([changes]);
        (await plane.Client.Audit.VerifyAsync()).Valid.ShouldBeTrue();
    }
}
