using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Gateway.Modules;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Modules;
using Switchyard.Model.Validation;
using Switchyard.Samples.Module;

namespace Switchyard.Gateway.Tests.Modules;

/// <summary>The module of <c>samples/</c>, as somebody would add one of his own.</summary>
public sealed class SampleModuleTests
{
    [Fact]
    [Trait("criterion", "CFG-38")]
    public async Task One_registration_makes_a_type_that_is_validated_runs_and_is_reconfigured_in_place()
    {
        await using var rig = await GatewayRig.StartAsync(services: services => services.AddModuleType<ModelAllowListType>());
        await rig.ApplyAsync(rig.Provider("sim"));
        var type = rig.Services.GetServices<IModuleDefinition>().ShouldHaveSingleItem();
        var faults = new FaultList();
        type.Read(new JsonFields(JsonElement.Parse("""{"models":[1],"x":2}"""), faults, "modules[0].config"));
        faults.Select(fault => fault.Field).ShouldBe(["modules[0].config.models[0]", "modules[0].config.x"], ignoreOrder: true);

        await rig.ApplyAsync(new ModuleConfig { Name = "models", Type = type.Name, Config = """{"models":["good"]}""" });
        (await AskAsync(rig, "bad")).ShouldBe((HttpStatusCode.Forbidden, "model_not_allowed", null));
        (await AskAsync(rig, "good")).ShouldBe((HttpStatusCode.OK, null, "1"));

        await rig.ApplyAsync(new ModuleConfig { Name = "models", Type = type.Name, Config = """{"models":["bad","good"]}""" });
        (await AskAsync(rig, "bad")).ShouldBe((HttpStatusCode.OK, null, "1"), "the count went on");

        await rig.ApplyAsync(new ModuleConfig { Name = "models", Type = type.Name, Config = """{"models":[]}""" });
        (await AskAsync(rig, "other")).ShouldBe((HttpStatusCode.OK, null, null), "with nothing to do no request meets it");
    }

    private static async Task<(HttpStatusCode Status, string? Code, string? Count)> AskAsync(GatewayRig rig, string model)
    {
        using var response = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat(model));
        return (
            response.StatusCode,
            response.Headers.TryGetValues("X-Switchyard-Error", out var codes) ? codes.Single() : null,
            response.Headers.TryGetValues("X-Refused-So-Far", out var counts) ? counts.Single() : null);
    }
}
