using Microsoft.Playwright;
using Switchyard.Console.Tests.Browsers;
using Switchyard.Console.Tests.Yards;

namespace Switchyard.Console.Tests.Pages;

/// <summary>What holds for every page: it can be used without a mouse and without eyes, fits a telephone, breaks no rule of its own policy, and looks as it should in both themes.</summary>
public sealed class EveryPageTests(TestYard yard)
{
    private static readonly string Shots = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "console"));

    public static TheoryData<string> Pages { get; } =
    [
        "/console",
        "/console/providers",
        "/console/providers/new",
        "/console/providers/sim-openai",
        "/console/nodes",
        "/console/gateways",
        "/console/gateways/new",
        "/console/gateways/edge-eu",
        "/console/config",
        "/console/config/new",
        "/console/config/documents/team",
        "/console/config/revisions/2",
        "/console/not-found",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task It_is_accessible_and_quiet_in_both_themes_and_widths(string path)
    {
        await using var visit = await yard.VisitAsync();
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1280), (ColorScheme.Dark, 390) })
        {
            await visit.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await visit.Page.SetViewportSizeAsync(width, 860);
            await visit.GoAsync(path);
            await LookAsync(visit, path, scheme, width);
        }

        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task So_is_the_sign_in_page()
    {
        await using var visit = await yard.VisitAsync(role: null);
        foreach (var (scheme, width) in new[] { (ColorScheme.Dark, 1280), (ColorScheme.Light, 390) })
        {
            await visit.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await visit.Page.SetViewportSizeAsync(width, 860);
            await visit.Page.GotoAsync(new Uri(yard.Address, "/console/sign-in?reason=refused").ToString());
            await LookAsync(visit, "/console/sign-in", scheme, width);
        }

        visit.Complaints.ShouldBeEmpty();
    }

    internal static async Task LookAsync(Visit visit, string path, ColorScheme scheme, int width)
    {
        Directory.CreateDirectory(Shots);
        var name = $"{path.Trim('/').Replace('/', '-')}-{scheme.ToString().ToLowerInvariant()}-{width}.png";
        await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Shots, name), FullPage = true });
        (await visit.ScrollsSidewaysAsync()).ShouldBeFalse($"{path} is wider than {width}");
        (await AccessibilityAudit.ViolationsAsync(visit.Page)).ShouldBeEmpty($"{path} {scheme} {width}");
    }
}
