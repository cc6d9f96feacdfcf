using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Switchyard.Console.Tests.Browsers;

/// <summary>A page of a browser of its own, which remembers everything it complained about.</summary>
internal sealed class Visit : IAsyncDisposable
{
    // A circuit that ends with its node says so on the browser's console; that is no fault of the page.
    private static readonly string[] OfLostConnections = ["ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "WebSocket", "Connection disconnected", "Failed to complete negotiation", "Failed to start the connection", "Failed to fetch", "There was an error when enabling the transport"];

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    private Visit(IBrowserContext context, IPage page, Uri address)
    {
        (_context, Page, Address) = (context, page, address);
        page.Console += (_, message) => Note(message.Type is "error" or "warning" ? $"{message.Type}: {message.Text}" : null);
        page.PageError += (_, error) => Note($"uncaught: {error}");
        page.SetDefaultTimeout(30_000);
    }

    public IPage Page { get; }

    public Uri Address { get; }

    /// <summary>Whether the connection is meant to break.</summary>
    public bool LosesConnection { get; set; }

    /// <summary>What errors, warnings and violations of the content security policy there were.</summary>
    public IReadOnlyCollection<string> Complaints => [.. _complaints.Where(text => !LosesConnection || !Array.Exists(OfLostConnections, part => text.Contains(part, StringComparison.Ordinal)))];

    public static async Task<Visit> BeginAsync(IBrowser browser, Uri address, string? session, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 860 }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        if (session is not null)
        {
            await context.AddCookiesAsync([new Cookie { Name = "switchyard-session", Value = session, Url = address.ToString(), HttpOnly = true, SameSite = SameSiteAttribute.Strict }]);
        }

        return new Visit(context, await context.NewPageAsync(), address);
    }

    /// <summary>Goes to a page and waits until it lives and nothing of it is still to come.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(new Uri(Address, path).ToString());
        await LivesAsync();
    }

    /// <summary>Waits until the page has its circuit and shows no skeleton.</summary>
    public async Task LivesAsync()
    {
        await Page.WaitForSelectorAsync("html[data-live=true]", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        await Assertions.Expect(Page.Locator(".skeleton")).ToHaveCountAsync(0, new LocatorAssertionsToHaveCountOptions { Timeout = 30_000 });
    }

    /// <summary>Whether something is wider than the page.</summary>
    public async Task<bool> ScrollsSidewaysAsync() => await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth");

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private void Note(string? complaint)
    {
        if (complaint is not null)
        {
            _complaints.Enqueue(complaint);
        }
    }
}
