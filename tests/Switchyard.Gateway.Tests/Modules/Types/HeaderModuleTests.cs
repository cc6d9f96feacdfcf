using Microsoft.Extensions.DependencyInjection;
using Switchyard.Gateway.Modules;
using Switchyard.Gateway.Tests.Rigs;

namespace Switchyard.Gateway.Tests.Modules.Types;

public sealed class HeaderModuleTests
{
    [Fact]
    public async Task Headers_are_set_removed_and_appended_on_both_ways_and_live()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        await rig.ApplyAsync(TestModules.Of(
            "h",
            "header.transform",
            """{"request":{"set":{"X-Team":"a"},"remove":["X-Debug"],"append":{"X-Via-Team":"yard"}},"response":{"set":{"X-Served-By":"yard"},"remove":["openai-version"],"append":{"X-Served-By":"again"}}}"""));

        using var response = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat(), ("X-Debug", "1"), ("X-Team", "client"), ("X-Via-Team", "client"));

        var received = rig.Simulator.Log.Requests.ShouldHaveSingleItem();
        All(received, "X-Team").ShouldBe("a");
        All(received, "X-Debug").ShouldBe("");
        All(received, "X-Via-Team").Replace(" ", "", StringComparison.Ordinal).ShouldBe("client,yard");
        received.Key.ShouldBe("sk-sim-0123456789abcdef", "the credential is nobody else's");
        response.Headers.GetValues("X-Served-By").ShouldBe(["yard", "again"]);

        await rig.ApplyAsync(TestModules.Of("h", "header.transform", """{"request":{"set":{"X-Team":"b"}}}"""));
        using var next = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat(stream: true), ("X-Debug", "1"));
        var second = rig.Simulator.Log.Requests[^1];
        (All(second, "X-Team"), All(second, "X-Debug")).ShouldBe(("b", "1"));
        next.Headers.Contains("X-Served-By").ShouldBeFalse();
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("connection")]
    [InlineData("X-Switchyard-Revision")]
    [InlineData("Content-Length")]
    public async Task A_module_of_whatever_type_can_not_touch_what_is_not_for_modules(string name)
    {
        var type = new Meddler(name);
        await using var rig = await GatewayRig.StartAsync(services: services => services.AddSingleton<IModuleType>(type));
        rig.Model = rig.Model with { Modules = [new() { Name = "m", Type = "test.meddler" }] };
        await rig.ApplyAsync(rig.Provider("sim"));

        using var response = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat());

        response.Headers.GetValues("X-Switchyard-Error").ShouldBe(["module_failed"]);
        rig.Simulator.Log.Requests.ShouldBeEmpty();
    }

    private static string All(Switchyard.Simulator.Journal.ReceivedRequest request, string name) =>
        string.Join(',', request.Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value));

    private sealed class Meddler(string name) : IModuleType, IUpstreamModule
    {
        public string Name => "test.meddler";

        public string Description => "Meddles.";

        public bool IsReconfigurable => false;

        public string Read(Switchyard.Model.Validation.JsonFields config) => throw new NotSupportedException();

        public ValueTask<IModule> CreateAsync(ModuleContext context, CancellationToken cancellationToken) => new(this);

        public void OnUpstream(ModuleRequest request, ModuleHeaders headers)
        {
            headers.Get(name).ShouldBeNull();
            headers.Set(name, "x");
        }
    }
}
