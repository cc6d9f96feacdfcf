using Switchyard.Admin.Client.Problems;

namespace Switchyard.Console.Chats;

/// <summary>Asks the data plane as a user.</summary>
internal static class ChatCalls
{
    /// <summary>
    /// A refusal of the access key is none of the operator's session: it must not lead to the sign-in page.
    /// </summary>
    public static async Task<T> AsUserAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (SwitchyardApiException refused) when (refused.Status == 401)
        {
            throw OfKey(refused);
        }
    }

    /// <summary>What is said of a refused access key.</summary>
    public static SwitchyardApiException OfKey(SwitchyardApiException refused) =>
        new(403, refused.Code, $"The access key is not accepted any more ({refused.Message}) Forget it on the page of all chats, and give another.", []);
}
