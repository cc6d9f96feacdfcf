using Microsoft.Playwright;

namespace Switchyard.Bench.Pages;

/// <summary>Somebody who is signed in and opens pages.</summary>
internal sealed class PageVisit(IBrowserContext context, IPage page, Uri address) : IAsyncDisposable
{
    /// <summary>
    /// Takes down when everything of a page is shown for the first time: it has its circuit, a heading, and nothing that is still to come. The time is the browser's own, since the navigation began.
    /// </summary>
    public const string Watch =
        """
        (() => {
          const look = () => {
            const root = document.documentElement;
            if (root && root.dataset.live === 'true' && document.querySelector('main h1') && !document.querySelector('.skeleton')) { window.shownAfter = performance.now(); }
            else { requestAnimationFrame(look); }
          };
          look();
        })();
        """;

    private static readonly (string Name, string Path)[] Fixed =
    [
        ("Yard", "/console"), ("Nodes", "/console/nodes"), ("Gateways", "/console/gateways"), ("Gateway", "/console/gateways/edge-0007"), ("Configuration", "/console/config"), ("Requests", "/console/requests"),
        ("Requests, failed, 30 days", "/console/requests?status=failed&span=30d"), ("Requests of a user, 30 days", "/console/requests?user=user-0007&span=30d"), ("Sessions", "/console/sessions"), ("Usage", "/console/usage"),
        ("Providers", "/console/providers"), ("Provider", "/console/providers/provider-0007"), ("Access", "/console/access"), ("Bundles", "/console/bundles"), ("Workspaces", "/console/workspaces"), ("Chats", "/console/chats"), ("Events", "/console/events"), ("Audit", "/console/audit"),
    ];

    /// <summary>The pages that are measured, those of records included.</summary>
    public async Task<IReadOnlyList<(string Name, string Path)>> PagesAsync()
    {
        await OpenAsync("/console/requests");
        var request = await page.Locator("main table a[href^='/console/requests/']").First.GetAttributeAsync("href");
        await OpenAsync("/console/sessions");
        var session = await page.Locator("main table a[href^='/console/sessions/']").First.GetAttributeAsync("href");
        await OpenAsync("/console/access");
        var user = await page.Locator("main table a[href^='/console/access/']").First.GetAttributeAsync("href");
        return [.. Fixed, ("Request", request!), ("Session", session!), ("User", user!)];
    }

    /// <summary>Opens a page; milliseconds until it is shown.</summary>
    public async Task<double> OpenAsync(string path)
    {
        await page.GotoAsync(new Uri(address, path).ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        var shown = await page.WaitForFunctionAsync("() => window.shownAfter");
        return await shown.JsonValueAsync<double>();
    }

    public async ValueTask DisposeAsync() => await context.CloseAsync();
}
