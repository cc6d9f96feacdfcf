using Microsoft.Playwright;
using Switchyard.Admin.Client;
using Switchyard.Admin.Client.Operators;
using Switchyard.Admin.Client.Problems;
using Switchyard.Admin.Client.Providers;
using Switchyard.Console.Tests.Browsers;
using Switchyard.Console.Tests.Yards;
using Switchyard.Testing.Runs;
using static Microsoft.Playwright.Assertions;

namespace Switchyard.Console.Tests.SignIn;

/// <summary>A node of its own, because it is ended.</summary>
public sealed class RestartTests(TestYard yard)
{
    [Fact]
    public async Task A_page_comes_back_after_a_restart_and_goes_on_with_its_session()
    {
        var data = Directory.CreateTempSubdirectory("switchyard-console-restart-");
        var node = await TestYard.StartAsync(data.FullName);
        try
        {
            var address = node.ControlPlane;
            await using var visit = await Visit.BeginAsync(yard.Browser, address, await TestYard.SessionOfAsync(address, TestYard.Token));
            await visit.GoAsync("/console/providers/sim-openai");
            await Expect(visit.Page.Locator(".facts .badge")).ToHaveTextAsync("enabled");
            visit.LosesConnection = true;
            // An open page does not hold the end of a node up.
            node.Terminate();
            (await node.WaitForExitAsync()).ShouldBe(0);
            await node.DisposeAsync();
            await Expect(visit.Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();

            node = await TestYard.StartAsync(data.FullName, address.ToString());
            using var client = SwitchyardClient.Connect(address, TestYard.Token);
            await client.Providers.UpdateAsync("sim-openai", new ProviderPatch { Enabled = false }, cancellationToken: Patience.Token);
            await Expect(visit.Page.Locator(".facts .badge")).ToHaveTextAsync("disabled");
            await Expect(visit.Page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
            visit.Complaints.ShouldBeEmpty();
        }
        finally
        {
            await node.DisposeAsync();
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task An_operator_that_is_revoked_loses_his_session_and_his_open_page()
    {
        var made = (await yard.Client.Operators.CreateAsync(new NewOperator("to-be-revoked", "operator"), cancellationToken: Patience.Token)).Value!;
        var session = await TestYard.SessionOfAsync(yard.Address, made.Secret!);
        await using var visit = await Visit.BeginAsync(yard.Browser, yard.Address, session);
        await visit.GoAsync("/console/providers");
        await yard.Client.Operators.RevokeAsync(made.Id, cancellationToken: Patience.Token);
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("session has ended");

        using var client = SwitchyardClient.Connect(yard.Address, session);
        (await Should.ThrowAsync<SwitchyardApiException>(() => client.Operators.MeAsync(Patience.Token))).Status.ShouldBe(401);
        visit.Complaints.ShouldBeEmpty();
    }
}
