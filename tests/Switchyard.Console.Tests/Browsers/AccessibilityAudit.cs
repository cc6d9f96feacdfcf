using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Switchyard.Console.Tests.Browsers;

/// <summary>
/// The rules of axe-core over a page. Its script is run as it is: the library around it for Playwright opens a second page for each audit and collects what passed, which takes five times as long.
/// </summary>
internal static class AccessibilityAudit
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>What is wrong with the page as it stands: rule, what it asks, and the elements that break it.</summary>
    public static async Task<string[]> ViolationsAsync(IPage page)
    {
        await page.EvaluateAsync(Script);
        return await page.EvaluateAsync<string[]>(
            """
            async () => {
              const { violations } = await axe.run(document, { resultTypes: ['violations'] });
              return violations.map(broken => `${broken.id}: ${broken.help}: ${broken.nodes.map(node => node.html).join(', ')}`);
            }
            """);
    }
}
