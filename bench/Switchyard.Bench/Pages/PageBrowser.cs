using Microsoft.Playwright;

namespace Switchyard.Bench.Pages;

/// <summary>The distribution's Chromium.</summary>
internal sealed class PageBrowser : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly IPlaywright _driver;
    private readonly IBrowser _browser;

    private PageBrowser(IPlaywright driver, IBrowser browser) => (_driver, _browser) = (driver, browser);

    /// <summary>Why there can be none; null when there can.</summary>
    public static string? Missing => Array.Exists(Places, File.Exists) ? null : "Chromium is not installed";

    public static async Task<PageBrowser> StartAsync()
    {
        var driver = await Playwright.CreateAsync();
        return new PageBrowser(driver, await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Array.Find(Places, File.Exists), ChromiumSandbox = false, Args = ["--disable-background-networking"] }));
    }

    /// <summary>Signs in with an operator token, as a person does.</summary>
    public async Task<PageVisit> SignInAsync(Uri address, string token)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 860 } });
        await context.AddInitScriptAsync(PageVisit.Watch);
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        await page.GotoAsync(new Uri(address, "/console/sign-in").ToString());
        await page.FillAsync("#token", token);
        await page.ClickAsync("main button[type=submit]");
        await page.WaitForURLAsync(new Uri(address, "/console").ToString());
        return new PageVisit(context, page, address);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _driver.Dispose();
    }
}
