using Microsoft.Playwright;
using Switchyard.Console.Tests.Yards;

namespace Switchyard.Console.Tests.Pages;

/// <summary>The same for the pages that need something to show.</summary>
public sealed class OperatingPageTests(TestYard yard)
{
    public static TheoryData<string> Pages { get; } =
    [
        "/console/requests",
        "/console/requests?status=failed&span=1h",
        "/console/requests/{request}",
        "/console/sessions",
        "/console/sessions/{session}",
        "/console/usage",
        "/console/access",
        "/console/access/{user}",
        "/console/bundles",
        "/console/bundles/new",
        "/console/bundles/web/toy",
        "/console/workspaces",
        "/console/workspaces/web",
        "/console/events",
        "/console/audit",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task It_is_accessible_and_quiet_in_both_themes_and_widths(string page)
    {
        var seeded = await Seed.GrowAsync(yard);
        var path = page.Replace("{request}", $"{seeded.Request}", StringComparison.Ordinal).Replace("{session}", $"{seeded.Session}", StringComparison.Ordinal).Replace("{user}", $"{seeded.User}", StringComparison.Ordinal);
        var name = page.Split('?') is [var plain, _] ? plain + "-filtered" : page.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
        await using var visit = await yard.VisitAsync();
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1280), (ColorScheme.Dark, 390) })
        {
            await visit.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await visit.Page.SetViewportSizeAsync(width, 860);
            await visit.GoAsync(path);
            await EveryPageTests.LookAsync(visit, name, scheme, width);
        }

        visit.Complaints.ShouldBeEmpty();
    }
}
