"""The chat page: Gradio made ours, a conversation as turns, what a visitor wishes."""
