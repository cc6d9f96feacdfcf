using System.Globalization;
using System.Text.Json;
using Switchyard.Admin.Tests.Documents;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Hub.States;
using Switchyard.Testing.Postgres;

namespace Switchyard.Admin.Tests.Gateways;

/// <summary>What documents define, and what a rollback changes, reaches gateways: connected ones at once, others when they come again.</summary>
public sealed class DocumentDeliveryTests(PostgresServer server)
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "CFG-8")]
    [Trait("criterion", "CFG-61")]
    [Trait("criterion", "HUB-52")]
    public async Task An_instance_follows_documents_and_rollbacks_connected_or_not(string kind)
    {
        await using var rig = await GatewayRig.StartAsync(kind, server);
        var (plane, gateway) = (rig.Nodes[0], await rig.CreateGatewayAsync());
        var record = await rig.AddProviderAsync("record");
        await using var instance = new TestInstance();
        await instance.ConnectAsync(plane, gateway);
        await instance.UntilAsync(record);

        var first = Revision(await plane.PutAsync("team", DocumentCalls.Provider("of-team", "https://a.example")));
        await instance.UntilAsync(first);
        Providers(instance).ShouldBe(["of-team https://a.example", "record https://example.com"]);
        instance.State!.Objects.Single(item => Name(item) == "of-team").Secrets.Values.ShouldHaveSingleItem().Reveal().ShouldBe("sk-canary-0123456789-wxyz");

        await plane.Http.SendAsync("PATCH", "/api/v1/providers/record", """{"baseUrl":"https://moved.example"}""");
        await instance.UntilAsync(Revision(await plane.PutAsync("team", DocumentCalls.Provider("record", "https://hides.example"))));
        Providers(instance).ShouldBe(["record https://hides.example"]);
        await instance.UntilAsync(Revision(await plane.Http.SendAsync("POST", $"/api/v1/config/revisions/{first}/rollback")));
        Providers(instance).ShouldBe(["of-team https://a.example", "record https://example.com"]);

        instance.Cut();
        await plane.PutAsync("team", DocumentCalls.Provider("record", "https://hides.example"));
        var last = Revision(await plane.Http.SendAsync("POST", $"/api/v1/config/revisions/{record}/rollback"));
        (await instance.ConnectAsync(plane, gateway)).Reason.ShouldBe("documents", "no event names what went with the document");
        await instance.UntilAsync(last);
        Providers(instance).ShouldBe(["record https://example.com"]);
    }

    private static long Revision(RawAnswer answer) => long.Parse(answer.Headers["X-Switchyard-Revision"], CultureInfo.InvariantCulture);

    private static string? Name(StateObject item) => item.Kind == StateKinds.Provider ? JsonElement.Parse(item.Value.Span).GetProperty("name").GetString() : null;

    private static string[] Providers(TestInstance instance) =>
    [
        .. instance.State!.Objects.Where(item => item.Kind == StateKinds.Provider).Select(item => JsonElement.Parse(item.Value.Span))
            .Select(json => $"{json.GetProperty("name").GetString()} {json.GetProperty("baseUrl").GetString()}").Order(StringComparer.Ordinal),
    ];
}
