using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Tests.Rig;

namespace Switchyard.Configuration.Tests.Composition;

public sealed class ConfigCheckTests
{
    private const string Good = "version: 1\nproviders:\n  - {name: a, type: openai, baseUrl: 'https://a.example', keys: [{key: \"${KEY}\"}]}\n";

    private static CancellationToken Ended => Patience.Token;

    [Fact]
    public void A_good_text_shows_what_it_makes()
    {
        var result = ConfigCheck.Text("a.yaml", Good, _ => "sk-a");
        result.IsGood.ShouldBeTrue();
        result.Model!.Providers.ShouldHaveSingleItem().Error.ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "CFG-4")]
    public void A_bad_text_shows_its_faults()
    {
        var result = ConfigCheck.Text("a.yaml", Good + "x: 1\n", _ => null);
        result.Model.ShouldBeNull();
        result.Faults.Select(fault => fault.Path).ShouldBe(["providers[0].keys[0].key", "x"]);
    }

    [Fact]
    [Trait("criterion", "CFG-56")]
    public async Task The_check_and_the_node_say_the_same()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var file = storage.Write("a.yaml", "version: 1\ny: 1\nroutes: [{name: a/b}]\n");
        var node = storage.Node([file]);
        await node.StartAsync();

        var told = await Should.ThrowAsync<Switchyard.Configuration.Sources.ConfigurationRejectedException>(() => node.Status.First.WaitAsync(Ended));
        (await ConfigCheck.FilesAsync([file], Ended)).Faults.ShouldBe(told.Faults);
        (await ConfigCheck.FilesAsync([storage.Directory + "/none.yaml"], Ended)).Faults.ShouldHaveSingleItem().Detail.ShouldBe("Does not exist.");
    }
}
