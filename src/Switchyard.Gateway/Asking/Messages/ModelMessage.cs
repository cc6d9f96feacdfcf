namespace Switchyard.Gateway.Asking.Messages;

/// <summary>Something that was said.</summary>
public abstract record ModelMessage
{
    private protected ModelMessage()
    {
    }
}
