using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Model.Detection;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Sources.File;

[Trait("criterion", "PRV-80")]
public sealed class DetectionSectionTests
{
    [Fact]
    public void Clients_of_a_file_come_first_and_take_the_place_of_known_ones()
    {
        const string Text = """
            version: 1
            detection:
              clients:
                - name: Ours
                  userAgents: [ours/]
                  headers: [{name: x-ours}, {name: originator, value: ours}]
                  sessions: [{header: x-ours-session}, {body: metadata.user_id}]
                - {name: Zed, userAgents: [zed-next/]}
                - {name: Mux, remove: true}
            """;

        var clients = ConfigCheck.Text("a.yaml", Text, _ => null).Model.ShouldNotBeNull().Detection.Clients;

        clients[0].ShouldBe(new ClientRule("Ours")
        {
            UserAgents = ["ours/"],
            Headers = [new HeaderMatch("x-ours"), new HeaderMatch("originator", "ours")],
            Sessions = [SessionSource.OfHeader("x-ours-session"), SessionSource.MetadataUserId],
        });
        clients.Where(client => client.Client is "Zed" or "Mux").ShouldHaveSingleItem().UserAgents.ShouldBe(["zed-next/"]);
        clients.Skip(2).ShouldBe(DetectionConfig.Default.Clients.Where(client => client.Client is not ("Zed" or "Mux")));
    }

    [Theory]
    [InlineData("{name: a}", "detection.clients[0].userAgents")]
    [InlineData("{userAgents: [a/]}", "detection.clients[0].name")]
    [InlineData("{name: a, userAgents: [\"\"]}", "detection.clients[0].userAgents[0]")]
    [InlineData("{name: a, headers: [{value: x}]}", "detection.clients[0].headers[0].name")]
    [InlineData("{name: a, headers: [{name: 'a b'}]}", "detection.clients[0].headers[0].name")]
    [InlineData("{name: a, userAgents: [a/], sessions: [{}]}", "detection.clients[0].sessions[0].header")]
    [InlineData("{name: a, userAgents: [a/], sessions: [{header: a, body: metadata.user_id}]}", "detection.clients[0].sessions[0].header")]
    [InlineData("{name: a, userAgents: [a/], sessions: [{body: other}]}", "detection.clients[0].sessions[0].body")]
    [InlineData("{name: a, userAgents: [a/]}, {name: a, userAgents: [b/]}", "detection.clients[1].name")]
    public void What_can_recognise_nobody_is_named_with_its_place(string clients, string path)
    {
        var fault = ConfigCheck.Text("a.yaml", $"version: 1\ndetection:\n  clients: [{clients}]\n", _ => null).Faults.ShouldHaveSingleItem();
        (fault.Path, fault.Line).ShouldBe((path, 3));
    }

    [Fact]
    [Trait("criterion", "CFG-36")]
    public async Task A_client_more_is_a_change_and_the_same_again_is_none()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var file = storage.Write("a.yaml", "version: 1\n");
        var node = await storage.Node([file]).StartedAsync();
        var hash = node.Status.Current!.Hash;

        storage.Write("a.yaml", "version: 1\ndetection: {clients: [{name: Ours, userAgents: [ours/]}]}\n");
        (await node.Reloader.ReloadNowAsync(Patience.Token)).Kind.ShouldBe(ReloadKind.Applied);
        (node.Status.Current.Hash, node.Status.Current.Detection.Clients[0].Client).ShouldNotBe((hash, "Ours"));
        node.Status.Current.Detection.Clients[0].Client.ShouldBe("Ours");
        (await node.Reloader.ReloadNowAsync(Patience.Token)).Kind.ShouldBe(ReloadKind.Unchanged);
    }
}
